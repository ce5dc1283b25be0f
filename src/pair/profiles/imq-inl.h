struct imq {
  static constexpr profile_spec spec = {
      "imq", "(1 + r^2 / l^2)^-exponent: slow tails, the kernel of Stein discrepancies that detect non-convergence",
      "Gorham and Mackey 2017, theorem 8", 3, true, "exponent", 0.5, 1e-3, 10,
      "power of the inverse multiquadric; 0.5 is the classical one"};

  template <int order, class D, class V>
  static HWY_INLINE void at(D d, V u, real<D> beta, V *k) {
    inverse_power_series<order>(d, hn::Add(number(d, 1), u), beta, 1, k);
  }
};
