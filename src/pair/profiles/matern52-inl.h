struct matern52 {
  static constexpr profile_spec spec = {"matern52", "(1 + z + z^2/3) exp(-z), z = sqrt(5) r / l: twice differentiable",
                                        "Rasmussen and Williams 2006, equation 4.17", 2, true, "", 0, 0, 0, ""};

  template <int order, class D, class V>
  static HWY_INLINE void at(D d, V u, real<D>, V *k) {
    const V z = hn::Sqrt(hn::Mul(number(d, 5), u)), one = number(d, 1);
    const V e = vec::exp_nonpositive(d, hn::Neg(z));
    k[0] = hn::Mul(e, hn::MulAdd(z, hn::MulAdd(z, number(d, 1.0 / 3), one), one));
    if (order < 1) return;
    const V five_sixths = number(d, -5.0 / 6);
    k[1] = hn::Mul(five_sixths, hn::MulAdd(z, e, e));
    if (order < 2) return;
    k[2] = hn::Mul(number(d, 25.0 / 12), e);
    if (order < 3) return;
    k[3] = hn::Mul(hn::Mul(number(d, -125.0 / 24), e), reciprocal_or_zero(d, z));
  }
};
