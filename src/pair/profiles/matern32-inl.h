struct matern32 {
  static constexpr profile_spec spec = {"matern32", "(1 + z) exp(-z), z = sqrt(3) r / l: once differentiable",
                                        "Rasmussen and Williams 2006, equation 4.17", 1, true, "", 0, 0, 0, ""};

  template <int order, class D, class V>
  static HWY_INLINE void at(D d, V u, real<D>, V *k) {
    const V z = hn::Sqrt(hn::Mul(number(d, 3), u));
    const V e = vec::exp_nonpositive(d, hn::Neg(z));
    k[0] = hn::MulAdd(z, e, e);
    if (order < 1) return;
    k[1] = hn::Mul(number(d, -1.5), e);
    if (order < 2) return;
    const V inverse = reciprocal_or_zero(d, z), e1 = hn::Mul(e, inverse);
    k[2] = hn::Mul(number(d, 2.25), e1);
    if (order < 3) return;
    k[3] = hn::Mul(hn::Mul(number(d, -3.375), hn::Mul(inverse, inverse)), hn::MulAdd(z, e1, e1));
  }
};
