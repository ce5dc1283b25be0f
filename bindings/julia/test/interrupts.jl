ccall(:jl_exit_on_sigint, Cvoid, (Cint,), 0)

case("interrupts: Ctrl-C in a Julia function comes out, and the flow goes on") do
    once = Ref(true)
    function slow(x)
        once[] || return -x
        once[] = false
        ccall(:kill, Cint, (Cint, Cint), getpid(), 2)
        for _ in 1:200
            Libc.systemsleep(0.01)
            GC.safepoint()
        end
        -x
    end
    flow = Flow(Target(1; gradient = slow), SVGD(n = 3); init = :normal)
    @test thrown(() -> run!(flow, 5)) isa InterruptException
    @test stats(flow).step == 0 && run!(flow, 5) == :not_converged
end

case("interrupts: Ctrl-C while only the library computes, in short steps and in a long one, within half a second") do
    for (n, d) in ((500, 5), (60000, 20))
        flow = Flow(Target(:gaussian, d), SVGD(n = n))
        killer = open(`sh -c "sleep 0.5; date +%s.%N; kill -INT $(getpid())"`)
        @test thrown(() -> run!(flow, 10^8; seconds = 30)) isa InterruptException
        ended = time()
        @test 0 < ended - parse(Float64, readline(killer)) < 0.5
        n == 500 && @test run!(flow, 2) == :ok
    end
end

case("interrupts: another task, a poll function and cancel! stop a run") do
    flow = Flow(Target(:gaussian, 5), SVGD(n = 500))
    task = @async (sleep(0.2); cancel!(flow))
    @test run!(flow, 10^8; seconds = 30) == :cancelled
    wait(task)
    context = Context(poll = () -> true)
    @test run!(Flow(Target(:gaussian, 5; context = context), SVGD(n = 500)), 10^8; seconds = 30) == :cancelled
    cancel!(flow.context)
    @test step!(flow) == :cancelled && step!(flow) == :ok
    target = bell()
    ensemble = Ensemble(target, 3)
    cancel!(target.context)
    @test thrown(() -> init!(ensemble, target)) isa InterruptException
    @test init!(ensemble, target) === ensemble
    breaking = Context(poll = () -> error("poll"))
    flow = Flow(Target(:gaussian, 5; context = breaking), SVGD(n = 500))
    @test thrown(() -> run!(flow, 10^8; seconds = 30)) == ErrorException("poll")
end
