struct rational_quadratic {
  static constexpr profile_spec spec = {
      "rational_quadratic", "(1 + r^2 / (2 exponent l^2))^-exponent: a mixture of Gaussians of all lengths",
      "Rasmussen and Williams 2006, equation 4.19", 3, true, "exponent", 1, 1e-3, 1000,
      "shape of the mixture of lengths; a large one comes near the Gaussian"};

  template <int order, class D, class V>
  static HWY_INLINE void at(D d, V u, real<D> alpha, V *k) {
    const real<D> slope = real<D>(0.5) / alpha;
    inverse_power_series<order>(d, hn::MulAdd(u, hn::Set(d, slope), number(d, 1)), alpha, slope, k);
  }
};
