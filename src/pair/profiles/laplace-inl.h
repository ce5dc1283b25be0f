struct laplace {
  static constexpr profile_spec spec = {"laplace", "exp(-r / l): heavy tails, a kink at 0",
                                        "Rasmussen and Williams 2006, equation 4.18", 0, true, "", 0, 0, 0, ""};

  template <int order, class D, class V>
  static HWY_INLINE void at(D d, V u, real<D>, V *k) {
    const V r = hn::Sqrt(u);
    k[0] = vec::exp_nonpositive(d, hn::Neg(r));
    if (order < 1) return;
    const V inverse = reciprocal_or_zero(d, r), e = hn::Mul(k[0], inverse);
    k[1] = hn::Mul(number(d, -0.5), e);
    if (order < 2) return;
    const V e3 = hn::Mul(e, hn::Mul(inverse, inverse));
    k[2] = hn::Mul(number(d, 0.25), hn::MulAdd(e3, r, e3));
    if (order < 3) return;
    const V e5 = hn::Mul(e3, hn::Mul(inverse, inverse)), three = number(d, 3);
    k[3] = hn::Mul(hn::Mul(number(d, -0.125), e5), hn::MulAdd(hn::Add(r, three), r, three));
  }
};
