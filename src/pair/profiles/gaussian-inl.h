struct gaussian {
  static constexpr profile_spec spec = {
      "gaussian", "exp(-r^2 / (2 l^2)): the default of SVGD and MMD", "Liu and Wang 2016, section 3.2", 3, true, "", 0, 0, 0, ""};

  template <int order, class D, class V>
  static HWY_INLINE void at(D d, V u, real<D>, V *k) {
    const V minus_half = number(d, -0.5);
    k[0] = vec::exp_nonpositive(d, hn::Mul(minus_half, u));
    for (int i = 1; i <= order; ++i) k[i] = hn::Mul(minus_half, k[i - 1]);
  }
};
