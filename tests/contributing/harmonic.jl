# Distances shrink by 0.9 in each of 10 steps of 0.1.
using WGF
x = [0.0 1.0 5.0; 1.0 2.0 -3.0]
flow = Flow(Target(:gaussian, 2), Harmonic(n = 3, step_size = 0.1); init = x)
run!(flow, 10)
y = positions(flow)
ok = all(isapprox.(y[:, 1] - y[:, 3], 0.9^10 * (x[:, 1] - x[:, 3]); rtol = 1e-12))
ok || error("the flow harmonic gives $y")
println("Julia: harmonic")
