// The singular values at u = 0 are 0: a particle exerts no force on itself.
struct riesz {
  static constexpr profile_spec spec = {
      "riesz", "-r^s (s > 0, energy distance at s = 1), -log r (s = 0), r^s (s < 0, Coulomb at s = 2 - dim)",
      "Altekrueger, Hertrich and Steidl 2023, equation 3", 0, false, "exponent", 1, -10, 2, "s, the power of the distance"};

  template <int order, class D, class V>
  static HWY_INLINE void at(D d, V u, real<D> s, V *k) {
    V inverse, root;  // 1/u, and 1/r where s is odd
    k[0] = value(d, u, s, inverse, root);
    real<D> power = real<D>(0.5) * s;
    for (int i = 1; i <= order; ++i, power -= 1) {
      const bool logarithm = s == 0 && i == 1;
      k[i] = logarithm ? hn::Mul(number(d, -0.5), inverse) : hn::Mul(hn::Mul(k[i - 1], inverse), hn::Set(d, power));
      if (i == 1 && s == 1) k[1] = hn::Mul(number(d, -0.5), root);
    }
    if (order >= 1 && s == 2) k[1] = number(d, -1);
  }

  // s = 1
  template <int order, class D, class V>
  static HWY_INLINE void distance(D d, V u, V *k) {
    V slope;
    k[0] = minus_root_with_slope(d, u, slope);
    if (order >= 1) k[1] = slope;
  }

 private:
  template <class D, class V>
  static HWY_INLINE V value(D d, V u, real<D> s, V &inverse, V &root) {
    root = u;
    if (s == 1 || s == -1) {
      root = reciprocal_root_or_zero(d, u);
      inverse = hn::Mul(root, root);
      return s > 0 ? hn::Neg(hn::Mul(u, root)) : root;
    }
    inverse = reciprocal_or_zero(d, u);
    if (s == 2) return hn::Neg(u);
    const auto coincident = vanishing(d, u);
    const V log_u = hn::Log(d, hn::IfThenElse(coincident, number(d, 1), u));
    if (s == 0) return hn::Mul(number(d, -0.5), log_u);
    const V magnitude = hn::IfThenZeroElse(coincident, power_of_log(d, log_u, real<D>(0.5) * s));
    return s > 0 ? hn::Neg(magnitude) : magnitude;
  }
};
