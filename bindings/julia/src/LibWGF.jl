# Made by bindings/swig/regenerate from include/wgf; changes here are lost.
"The C API of libwgf: one function for each of its functions, no checks."
module LibWGF

const libwgf = Sys.islinux() ? "libwgf.so.1" : "libwgf"

"""
Major version of the headers.
"""
const WGF_VERSION_MAJOR = Int32(0)

"""
Minor version of the headers.
"""
const WGF_VERSION_MINOR = Int32(2)

"""
Patch version of the headers.
"""
const WGF_VERSION_PATCH = Int32(0)

"""
Version of the headers as text.
"""
const WGF_VERSION = "0.2.0"

"""
What a call did: one of `wgf_status_code`.
"""
const wgf_status = Int32

"""
Done.
"""
const WGF_OK = Int32(0)
"""
A run reached its tolerance before its step limit.
"""
const WGF_CONVERGED = Int32(1)
"""
A run used up its time limit.
"""
const WGF_BUDGET = Int32(2)
"""
Cancelled: nothing was changed; a flow is at the last completed step.
"""
const WGF_CANCELLED = Int32(3)
"""
A run did all its steps, but its result is not to be trusted yet: not at rest, chains lost, a wrong score. The log says what.
"""
const WGF_NOT_CONVERGED = Int32(4)
"""
A run did all its steps, but not quite as asked: draws were thinned, or exact sums replaced approximated ones. See `wgf_stats` and the log.
"""
const WGF_ADJUSTED = Int32(5)
"""
An argument is `C_NULL`, out of range, of the wrong length or not finite.
"""
const WGF_E_ARGUMENT = Int32(-1)
"""
Unknown option name, wrong type, or value out of range.
"""
const WGF_E_OPTION = Int32(-2)
"""
The call does not fit the state of the handle (for example, step before bind).
"""
const WGF_E_STATE = Int32(-3)
"""
The handle is in use by a run that has not returned.
"""
const WGF_E_BUSY = Int32(-4)
"""
Out of memory, or the request is larger than the limit that was set.
"""
const WGF_E_MEMORY = Int32(-5)
"""
A callback returned non-zero, which `wgf_callback_result` gives, or threw an exception.
"""
const WGF_E_CALLBACK = Int32(-6)
"""
Every particle was rejected, a result is not finite, or a solver did not converge.
"""
const WGF_E_NUMERIC = Int32(-7)
"""
A file or a block of bytes is damaged, foreign, or cannot be read or written.
"""
const WGF_E_FORMAT = Int32(-8)
"""
The combination has no meaning or is not offered; the text says why.
"""
const WGF_E_UNSUPPORTED = Int32(-9)
"""
The handle cannot be used after fork() in the child process.
"""
const WGF_E_FORK = Int32(-10)
"""
A defect of the library.
"""
const WGF_E_INTERNAL = Int32(-11)

"""
A gradient flow: `wgf_flow_create`.
"""
const WGF_FLOW = Int32(0)
"""
A ready-made target: `wgf_target_create`.
"""
const WGF_TARGET = Int32(1)
"""
A radial kernel: the value of the option "kernel".
"""
const WGF_KERNEL = Int32(2)
"""
A discrepancy of two measures: `wgf_discrepancy_create`.
"""
const WGF_DISCREPANCY = Int32(3)
"""
The one entry "context", which lists the options of a context.
"""
const WGF_CONTEXT = Int32(4)

"""
A number: `wgf_options_set_double`.
"""
const WGF_OPTION_DOUBLE = Int32(0)
"""
A whole number: `wgf_options_set_int`.
"""
const WGF_OPTION_INT = Int32(1)
"""
A text, often one of a few choices: `wgf_options_set_string`.
"""
const WGF_OPTION_STRING = Int32(2)
"""
A vector of numbers: `wgf_options_set_vector`.
"""
const WGF_OPTION_VECTOR = Int32(3)

"""
Details of a decision, such as a bandwidth.
"""
const WGF_LOG_DEBUG = Int32(0)
"""
Something worth knowing, such as the cost of differencing a log density.
"""
const WGF_LOG_INFO = Int32(1)
"""
The result may not be what was asked for.
"""
const WGF_LOG_WARNING = Int32(2)

"""
It gives the log density.
"""
const WGF_LOG_DENSITY = Int32(1)
"""
It gives the score, the gradient of the log density.
"""
const WGF_SCORE = Int32(2)
"""
It gives products of the Hessian of the log density with vectors.
"""
const WGF_HESSIAN_VECTOR = Int32(4)
"""
It uses the mini-batch index.
"""
const WGF_MINI_BATCH = Int32(8)
"""
It may be called from several threads at once, each with a part of the points.
"""
const WGF_THREAD_SAFE = Int32(16)

"""
Coordinate k of particle i at x[i*d + k].
"""
const WGF_PARTICLE_MAJOR = Int32(0)
"""
Coordinate k of particle i at x[k*n + i].
"""
const WGF_COORDINATE_MAJOR = Int32(1)

"""
Each is a Markov chain, independent of the others.
"""
const WGF_CHAINS = Int32(0)
"""
Together they are one cloud at each iteration (svgd, mmd): no chains, so effective sample size, R-hat and errors have no meaning and are NaN.
"""
const WGF_CLOUD = Int32(1)

"""
The options of one handle, lent by `wgf_flow_get_options` and its like. It lives as long as that handle; there is nothing to destroy.
"""
mutable struct wgf_options end

"""
Threads, seed and messages shared by the handles made from it. Two contexts share nothing.
"""
mutable struct wgf_context end

"""
A density known up to a constant, or a cloud of samples.
"""
mutable struct wgf_target end

"""
n weighted particles in d dimensions.
"""
mutable struct wgf_ensemble end

"""
Recorded draws: iterations x chains x coordinates on the user's scale. Never changes.
"""
mutable struct wgf_draws end

"""
A flow and its state.
"""
mutable struct wgf_flow end

"""
A discrepancy with its options.
"""
mutable struct wgf_discrepancy end

"""
One entry of the catalogue. All strings are static.

- `struct_size`: Set to sizeof(`wgf_entry`) by the caller.
- `deterministic`: Flows: 1 when no random number is used with the default options.
- `name`: The name to create it by.
- `summary`: One line.
- `reference`: Paper and equation.
- `energy`: Flows: the energy that decreases.
- `geometry`: Flows: the metric that the flow is steepest descent in.
- `scheme`: Flows: how time is discretised.
- `needs`: Flows, discrepancies: what the target must give: "score", "log density", "samples".
- `symmetries`: Flows: the transformations that the drift commutes with.
- `memory`: Flows: growth of memory with n particles, m samples and d dimensions.
- `options`: Number of options.
- `particles`: Flows: a sensible number of particles.
- `particles_reason`: Flows: why that number.
"""
struct wgf_entry
    struct_size::UInt32
    deterministic::Int32
    name::Cstring
    summary::Cstring
    reference::Cstring
    energy::Cstring
    geometry::Cstring
    scheme::Cstring
    needs::Cstring
    symmetries::Cstring
    memory::Cstring
    options::Int64
    particles::Int64
    particles_reason::Cstring
end

"""
One option of a catalogue entry. All strings are static.

- `struct_size`: Set to sizeof(`wgf_option`) by the caller.
- `type`: One of `wgf_option_type`.
- `name`: The option's name.
- `summary`: A sentence: meaning, unit, and why the default is what it is.
- `default_value`: Default of a number.
- `minimum`: Smallest allowed number.
- `maximum`: Largest allowed number.
- `default_text`: Default of a text.
- `choices`: Allowed texts, separated by spaces; "" when any text is allowed.
"""
struct wgf_option
    struct_size::UInt32
    type::Int32
    name::Cstring
    summary::Cstring
    default_value::Float64
    minimum::Float64
    maximum::Float64
    default_text::Cstring
    choices::Cstring
end

"""
How draws came about.

- `struct_size`: Set to sizeof(`wgf_draws_info`) by the caller.
- `kind`: One of `wgf_draws_kind`.
- `every`: Steps of the flow from one iteration to the next, the first included: the option "record_every", doubled each time "record_limit" was full. 1 for draws of your own.
- `lost`: Chains that were lost when the draws were taken; see `wgf_stats`.
"""
struct wgf_draws_info
    struct_size::UInt32
    kind::Int32
    every::Int64
    lost::Int64
end

"""
Summary of one coordinate, by the definitions of the R package posterior (Vehtari, Gelman, Simpson, Carpenter, Buerkner, "Rank-normalization, folding, and localization", Bayesian Analysis 16, 2021). NaN where the draws are too few or constant (chains of two or three iterations have the values of posterior, which takes them for iterations); for `WGF_CLOUD` mean, standard deviation and quantiles are of all its particles, and what only chains have is NaN.

- `struct_size`: Set to sizeof(`wgf_summary`) by the caller.
- `reserved`: Zero.
- `mean`: Mean.
- `sd`: Standard deviation, divisor n - 1.
- `q5`: 5 % quantile, type 7.
- `median`: Median.
- `q95`: 95 % quantile.
- `mcse_mean`: Monte Carlo standard error of the mean.
- `ess_bulk`: Bulk effective sample size.
- `ess_tail`: Tail effective sample size.
- `rhat`: Rank-normalised split R-hat.
- `mcse_sd`: Monte Carlo standard error of the standard deviation.
- `mcse_q5`: Monte Carlo standard error of the 5 % quantile; of others: `wgf_draws_quantile_error`.
- `mcse_median`: Monte Carlo standard error of the median.
- `mcse_q95`: Monte Carlo standard error of the 95 % quantile.
- `ess_mean`: Effective sample size for the mean: of split chains, not rank-normalised.
- `ess_sd`: Effective sample size for the standard deviation.
- `rhat_basic`: Split R-hat, not rank-normalised.
"""
struct wgf_summary
    struct_size::UInt32
    reserved::Int32
    mean::Float64
    sd::Float64
    q5::Float64
    median::Float64
    q95::Float64
    mcse_mean::Float64
    ess_bulk::Float64
    ess_tail::Float64
    rhat::Float64
    mcse_sd::Float64
    mcse_q5::Float64
    mcse_median::Float64
    mcse_q95::Float64
    ess_mean::Float64
    ess_sd::Float64
    rhat_basic::Float64
end

"""
What a step needs from outside before it can go on: see `wgf_flow_ask`.

- `struct_size`: Set to sizeof(`wgf_request`) by the caller.
- `wants`: Sum of `wgf_target_flag` values: what to answer. 0: the step is complete, there is nothing to answer.
- `n`: Number of points.
- `d`: Dimension, on the user's scale.
- `batch`: Mini-batch index, or -1; see `wgf_density_fn`.
- `x`: n times d points on the user's scale, valid until `wgf_flow_tell`.
- `v`: n times d vectors for `WGF_HESSIAN_VECTOR`, else `C_NULL`.
"""
struct wgf_request
    struct_size::UInt32
    wants::Int32
    n::Int64
    d::Int64
    batch::Int64
    x::Ptr{Float64}
    v::Ptr{Float64}
end

"""
Numbers about the last completed step. NaN: not defined for this flow, or not computed.

- `struct_size`: Set to sizeof(`wgf_stats`) by the caller.
- `reserved`: Zero.
- `step`: Steps completed.
- `evaluations`: Points at which the steps evaluated the target, those of differences included.
- `rejected`: Points that the target rejected in the last step, over all its requests.
- `time`: Flow time: the sum of the step sizes.
- `step_size`: Step size of the last step.
- `energy`: Energy before the last step that computed it; see the option "energy_every".
- `dissipation`: Rate at which the energy falls along the flow, before the last step.
- `w2_speed`: Root mean square speed of the particles: the speed in the Wasserstein-2 distance.
- `acceptance`: Mean acceptance probability of a Metropolis step.
- `bandwidth`: Length scale of the kernel.
- `seconds`: Wall time spent in steps.
- `approximation_error`: Estimated relative L2 error of the last step's approximated velocity; above the option "approximation_tolerance" the step took the exact one. NaN: nothing was approximated.
- `lost`: mala: chains far below the density of the others, still climbing when the warm-up ended, or that hardly ever accept the step that suits the others. They are moved by the Metropolis rule alone; the metric leaves them out.
- `record_every`: Steps between recorded iterations now: the option "record_every", doubled each time the draws were full.
- `exact_steps`: Steps that took exact sums because their approximation was too far off; see the option "approximation_tolerance".
- `relative_speed`: svgd: how far the particles are from rest, in standard deviations of the cloud: speed times standard deviation over the kernel's mean. Looked at every 8 steps.
- `spread`: svgd: the mean over coordinates of -sum w (x - mean) score, which Stein's identity makes 1 for a cloud that represents the target; for a Gaussian the cloud's variance over the target's. Far below 1: collapsed.
"""
struct wgf_stats
    struct_size::UInt32
    reserved::Int32
    step::Int64
    evaluations::Int64
    rejected::Int64
    time::Float64
    step_size::Float64
    energy::Float64
    dissipation::Float64
    w2_speed::Float64
    acceptance::Float64
    bandwidth::Float64
    seconds::Float64
    approximation_error::Float64
    lost::Int64
    record_every::Int64
    exact_steps::Int64
    relative_speed::Float64
    spread::Float64
end

"""
    @wgf_free_fn f

Frees the user pointer of a callback. Called exactly once, also when registration fails.
"""
macro wgf_free_fn(f)
    esc(:(@cfunction($f, Cvoid, (Ptr{Cvoid},))))
end

"""
    @wgf_log_fn f

Receives one whole line of text, without a line end. Called on the thread that called the library. What it throws is dropped.

- `user`: The pointer given at registration.
- `level`: One of `wgf_log_level`.
- `line`: Valid during the call.
"""
macro wgf_log_fn(f)
    esc(:(@cfunction($f, Cvoid, (Ptr{Cvoid}, Int32, Cstring))))
end

"""
    @wgf_poll_fn f

Asked at least every 100 ms while the library computes, on the thread that called it and outside its thread pool, so that a host can look for its own interrupt. Return non-zero to cancel; an exception ends the call with `WGF_E_CALLBACK`.

- `user`: The pointer given at registration.
"""
macro wgf_poll_fn(f)
    esc(:(@cfunction($f, Int32, (Ptr{Cvoid},))))
end

"""
    @wgf_density_fn f

Log density and score of n points at once. Called on the thread that called the library (see `WGF_THREAD_SAFE`).

A point is rejected by a log density of -infinity or NaN or a score that is not finite: Metropolis steps refuse the move; elsewhere the particle rests for this step and leaves the sums. It may start other flows, but must not use the handles that are at work, nor leave by longjmp or an exception.

- `user`: The pointer given at registration.
- `batch`: Index of the mini-batch: the number of the step, the same for every evaluation inside one step; -1 means all data.
- `n`: Number of points.
- `d`: Dimension on the user's scale.
- `x`: Points, n times d, particle major, on the user's scale.
- `log_density`: Receives n log densities, without any Jacobian; `C_NULL` when not wanted.
- `score`: Receives n times d derivatives on the user's scale; `C_NULL` when not wanted.

Returns: 0, or any other value to stop the run with `WGF_E_CALLBACK`; `wgf_callback_result` hands the value back.
"""
macro wgf_density_fn(f)
    esc(:(@cfunction($f, Int32, (Ptr{Cvoid}, Int64, Int64, Int64, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}))))
end

"""
    @wgf_hessian_vector_fn f

Products of the Hessian of the log density with one vector per point.

- `user`: The pointer given at registration.
- `batch`: As in `wgf_density_fn`.
- `n`: Number of points.
- `d`: Dimension on the user's scale.
- `x`: Points, n times d.
- `v`: Vectors, n times d.
- `hv`: Receives n times d products.

Returns: 0, or any other value to stop.
"""
macro wgf_hessian_vector_fn(f)
    esc(:(@cfunction($f, Int32, (Ptr{Cvoid}, Int64, Int64, Int64, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}))))
end

"""
    @wgf_progress_fn f

Called between steps, at most once per "progress_interval" seconds and at the end of a run, on the calling thread. It may read the flow and its ensemble. Return non-zero to cancel; an exception ends the run with `WGF_E_CALLBACK`, after the step that was completed.

- `user`: The pointer given at registration.
- `step`: Steps completed by the flow.
- `steps`: Steps the flow will have completed at the end of this run.
- `n`: Number of particles.
- `d`: Dimension on the user's scale.
- `x`: n times d positions on the user's scale, valid during the call.
"""
macro wgf_progress_fn(f)
    esc(:(@cfunction($f, Int32, (Ptr{Cvoid}, Int64, Int64, Int64, Int64, Ptr{Float64}))))
end

"""
    @wgf_kernel_fn f

A radial kernel of the user's: k = phi(u), u = |x-y|^2 / bandwidth^2. Called for up to some 1500 values of u at a time, on the calling thread (or on several, when registered with `WGF_THREAD_SAFE`).

- `user`: The pointer given at registration.
- `n`: Number of values.
- `u`: n values, non-negative.
- `k`: Receives phi.
- `k1`: Receives the derivative of phi in u.
- `k2`: Receives the second derivative, or `C_NULL` when not wanted.
- `k3`: Receives the third derivative, or `C_NULL` when not wanted.

Returns: 0, or any other value to stop with `WGF_E_CALLBACK`.
"""
macro wgf_kernel_fn(f)
    esc(:(@cfunction($f, Int32, (Ptr{Cvoid}, Int64, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}))))
end

"""
    @wgf_features_fn f

A kernel by features, k(x,y) = <f(x), f(y)>: gives the features of n points and the products J(x)^T c of the Jacobian with one vector c in feature space. Called on the calling thread. Sums are of the features as given, and their differences lose what these round: features that grow, such as x itself, should be of x less a place near the points.

- `user`: The pointer given at registration.
- `n`: Number of points.
- `d`: Dimension.
- `x`: n times d points (unconstrained).
- `m`: Number of features.
- `f`: Receives n times m features; `C_NULL` when not wanted.
- `c`: m numbers, the same for all points; `C_NULL` when no product is wanted.
- `jtc`: Receives n times d products; `C_NULL` when not wanted.

Returns: 0, or any other value to stop with `WGF_E_CALLBACK`.
"""
macro wgf_features_fn(f)
    esc(:(@cfunction($f, Int32, (Ptr{Cvoid}, Int64, Int64, Ptr{Float64}, Int64, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}))))
end

"""
    wgf_version()

Version of the library at run time, for example "0.2.0". The string is static.
"""
wgf_version() =
    ccall((:wgf_version, libwgf), Cstring, ())

"""
    wgf_version_number()

Version of the library at run time as major*1000000 + minor*1000 + patch.
"""
wgf_version_number() =
    ccall((:wgf_version_number, libwgf), Int32, ())

"""
    wgf_status_name(status)

Name of a status code, for example "`WGF_E_ARGUMENT`".

- `status`: A status code; an unknown one gives "unknown status".

Returns: A static string.
"""
wgf_status_name(status) =
    ccall((:wgf_status_name, libwgf), Cstring, (wgf_status,), status)

"""
    wgf_last_error()

Text of the last failure on this thread: the function, the argument, the value received, what is allowed.

Returns: A string owned by the library, valid until this thread's next call that fails; "" before any failure.
"""
wgf_last_error() =
    ccall((:wgf_last_error, libwgf), Cstring, ())

"""
    wgf_callback_result()

The value that a callback returned when a call on this thread last failed with `WGF_E_CALLBACK`.
"""
wgf_callback_result() =
    ccall((:wgf_callback_result, libwgf), Int32, ())

"""
    wgf_set_callback_message(text)

To be called inside a callback: a sentence that says why it fails or rejects a particle.

- `text`: Copied; the library adds it to the error text or to the record of rejections. `C_NULL` clears it.
"""
wgf_set_callback_message(text) =
    ccall((:wgf_set_callback_message, libwgf), Cvoid, (Cstring,), text)

"""
    wgf_live_handles()

Number of handles of this library alive in the process: 0 when everything was destroyed.
"""
wgf_live_handles() =
    ccall((:wgf_live_handles, libwgf), Int64, ())

"""
    wgf_catalogue_count(kind, count)

Number of entries of one kind.

- `kind`: One of `wgf_entry_kind`.
- `count`: Receives the number.
"""
wgf_catalogue_count(kind, count) =
    ccall((:wgf_catalogue_count, libwgf), wgf_status, (Int32, Ptr{Int64}), kind, count)

"""
    wgf_catalogue_entry(kind, index, entry)

Describe one entry.

- `kind`: One of `wgf_entry_kind`.
- `index`: From 0 to the count minus 1, in alphabetical order.
- `entry`: Filled; set its struct_size first.
"""
wgf_catalogue_entry(kind, index, entry) =
    ccall((:wgf_catalogue_entry, libwgf), wgf_status, (Int32, Int64, Ptr{wgf_entry}), kind, index, entry)

"""
    wgf_catalogue_option(kind, name, index, option)

Describe one option of an entry.

- `kind`: One of `wgf_entry_kind`.
- `name`: The entry's name.
- `index`: From 0 to the entry's number of options minus 1.
- `option`: Filled; set its struct_size first.
"""
wgf_catalogue_option(kind, name, index, option) =
    ccall((:wgf_catalogue_option, libwgf), wgf_status, (Int32, Cstring, Int64, Ptr{wgf_option}), kind, name, index, option)

"""
    wgf_options_set_double(options, name, value)

Set a number.

- `options`: The options.
- `name`: The option.
- `value`: Its value.
"""
wgf_options_set_double(options, name, value) =
    ccall((:wgf_options_set_double, libwgf), wgf_status, (Ptr{wgf_options}, Cstring, Float64), options, name, value)

"""
    wgf_options_set_int(options, name, value)

Set a whole number.

- `options`: The options.
- `name`: The option.
- `value`: Its value.
"""
wgf_options_set_int(options, name, value) =
    ccall((:wgf_options_set_int, libwgf), wgf_status, (Ptr{wgf_options}, Cstring, Int64), options, name, value)

"""
    wgf_options_set_string(options, name, value)

Set a text.

- `options`: The options.
- `name`: The option.
- `value`: Its value; copied.
"""
wgf_options_set_string(options, name, value) =
    ccall((:wgf_options_set_string, libwgf), wgf_status, (Ptr{wgf_options}, Cstring, Cstring), options, name, value)

"""
    wgf_options_set_vector(options, name, n, values)

Set a vector, such as "mean" (d numbers) or "covariance" (d*d numbers) of the target "gaussian".

- `options`: The options.
- `name`: The option.
- `n`: Number of values; the sentence of the option says how many it takes.
- `values`: Finite numbers; copied.
"""
wgf_options_set_vector(options, name, n, values) =
    ccall((:wgf_options_set_vector, libwgf), wgf_status, (Ptr{wgf_options}, Cstring, Int64, Ptr{Float64}), options, name, n, values)

"""
    wgf_options_get_double(options, name, value)

Read a number.

- `options`: The options.
- `name`: The option.
- `value`: Receives it.
"""
wgf_options_get_double(options, name, value) =
    ccall((:wgf_options_get_double, libwgf), wgf_status, (Ptr{wgf_options}, Cstring, Ptr{Float64}), options, name, value)

"""
    wgf_options_get_int(options, name, value)

Read a whole number.

- `options`: The options.
- `name`: The option.
- `value`: Receives it.
"""
wgf_options_get_int(options, name, value) =
    ccall((:wgf_options_get_int, libwgf), wgf_status, (Ptr{wgf_options}, Cstring, Ptr{Int64}), options, name, value)

"""
    wgf_options_get_string(options, name, value)

Read a text. The option "isa" of a context gives the instruction set in use.

- `options`: The options.
- `name`: The option.
- `value`: Receives a string of the library, valid until an option of this handle is set.
"""
wgf_options_get_string(options, name, value) =
    ccall((:wgf_options_get_string, libwgf), wgf_status, (Ptr{wgf_options}, Cstring, Ptr{Cstring}), options, name, value)

"""
    wgf_options_get_length(options, name, n)

How many numbers a vector has.

- `options`: The options.
- `name`: The option.
- `n`: Receives the number; 0 while it was not set and the default holds.
"""
wgf_options_get_length(options, name, n) =
    ccall((:wgf_options_get_length, libwgf), wgf_status, (Ptr{wgf_options}, Cstring, Ptr{Int64}), options, name, n)

"""
    wgf_options_get_vector(options, name, n, values)

Read a vector.

- `options`: The options.
- `name`: The option.
- `n`: Its length, see `wgf_options_get_length`.
- `values`: Receives n numbers.
"""
wgf_options_get_vector(options, name, n, values) =
    ccall((:wgf_options_get_vector, libwgf), wgf_status, (Ptr{wgf_options}, Cstring, Int64, Ptr{Float64}), options, name, n, values)

"""
    wgf_context_create(result)

Create a context with the default options: all cores, seed 1, the best instruction set, no messages.

No thread is started before the first computation that is worth one. Where the system gives fewer than wanted those that there are compute, with the same numbers; the log says so, and it is tried again a second later. After fork() a context inherited from the parent computes on the child's one thread.

- `result`: Receives the context; destroy it with `wgf_context_destroy`.
"""
wgf_context_create(result) =
    ccall((:wgf_context_create, libwgf), wgf_status, (Ptr{Ptr{wgf_context}},), result)

"""
    wgf_context_destroy(context)

Release the caller's hold on a context; it lives on while another handle needs it. `C_NULL` is allowed.
"""
wgf_context_destroy(context) =
    ccall((:wgf_context_destroy, libwgf), Cvoid, (Ptr{wgf_context},), context)

"""
    wgf_context_get_options(context, options)

Its options.

"threads": 0 takes as many as the machine has; a change takes effect for flows bound afterwards.

"seed": of every random number drawn by handles of this context. Flows take streams of their own by the order of their creation, and so do ensembles: no two are alike, and the same calls give the same numbers. Setting the seed begins to count them anew. The first of each kind has the stream of the seed itself. A discrepancy is a measure: it takes its directions from the seed alone, whenever it was made.

"isa": the instruction set of the pair sums for the whole process: "best", "avx512", "avx2", "sse4", "ssse3" or "sse2" (which is "scalar"). The environment variable `WGF_ISA` does the same. One that the machine lacks is refused. Reading it gives the one in use.

- `context`: The context.
- `options`: Receives them; the context lends them as long as it lives.
"""
wgf_context_get_options(context, options) =
    ccall((:wgf_context_get_options, libwgf), wgf_status, (Ptr{wgf_context}, Ptr{Ptr{wgf_options}}), context, options)

"""
    wgf_context_set_log(context, fn, user, free_user)

Receive messages. The library is silent without this.

- `context`: The context.
- `fn`: Receives each line; `C_NULL` stops.
- `user`: Handed to fn.
- `free_user`: Frees user when it is no longer needed, also when this call fails; may be `C_NULL`.
"""
wgf_context_set_log(context, fn, user, free_user) =
    ccall((:wgf_context_set_log, libwgf), wgf_status, (Ptr{wgf_context}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), context, fn, user, free_user)

"""
    wgf_context_set_poll(context, fn, user, free_user)

Be asked regularly whether to go on; see `wgf_poll_fn`.

- `context`: The context.
- `fn`: Is asked; `C_NULL` stops.
- `user`: Handed to fn.
- `free_user`: Frees user when it is no longer needed, also when this call fails; may be `C_NULL`.
"""
wgf_context_set_poll(context, fn, user, free_user) =
    ccall((:wgf_context_set_poll, libwgf), wgf_status, (Ptr{wgf_context}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), context, fn, user, free_user)

"""
    wgf_context_cancel(context)

Cancel the computation that runs with this context, or the next one when none runs. It returns `WGF_CANCELLED`. Every call that can take long is a computation, reading and summarising too. Safe from any thread and from a signal handler: it only stores a flag, which the call that it stops clears.

- `context`: The context.
"""
wgf_context_cancel(context) =
    ccall((:wgf_context_cancel, libwgf), wgf_status, (Ptr{wgf_context},), context)

"""
    wgf_target_create(context, name, dim, result)

A ready-made target by name; `wgf_catalogue_entry` lists them.

- `context`: The context.
- `name`: For example "gaussian".
- `dim`: Its dimension.
- `result`: Receives the target; destroy it with `wgf_target_destroy`.
"""
wgf_target_create(context, name, dim, result) =
    ccall((:wgf_target_create, libwgf), wgf_status, (Ptr{wgf_context}, Cstring, Int64, Ptr{Ptr{wgf_target}}), context, name, dim, result)

"""
    wgf_target_create_callback(context, dim, flags, fn, user, free_user, result)

A target from a callback. Missing parts are made up for: a score that is not given is differenced from the log density (2 d evaluations a point; the log says so once), Hessian products are differenced from scores.

- `context`: The context.
- `dim`: Dimension on the user's scale.
- `flags`: Sum of `wgf_target_flag`; `WGF_LOG_DENSITY` or `WGF_SCORE` or both.
- `fn`: The callback. `C_NULL`: the answers come by `wgf_flow_tell`.
- `user`: Handed to fn.
- `free_user`: Frees user when the target dies, also when this call fails; may be `C_NULL`.
- `result`: Receives the target; destroy it with `wgf_target_destroy`.
"""
wgf_target_create_callback(context, dim, flags, fn, user, free_user, result) =
    ccall((:wgf_target_create_callback, libwgf), wgf_status, (Ptr{wgf_context}, Int64, Int32, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Ptr{wgf_target}}), context, dim, flags, fn, user, free_user, result)

"""
    wgf_target_create_samples(context, n, d, x, result)

A target given by samples, with equal weights.

- `context`: The context.
- `n`: Number of samples.
- `d`: Dimension.
- `x`: n times d finite numbers, particle major; copied.
- `result`: Receives the target; destroy it with `wgf_target_destroy`.
"""
wgf_target_create_samples(context, n, d, x, result) =
    ccall((:wgf_target_create_samples, libwgf), wgf_status, (Ptr{wgf_context}, Int64, Int64, Ptr{Float64}, Ptr{Ptr{wgf_target}}), context, n, d, x, result)

"""
    wgf_target_destroy(target)

Release the caller's hold on a target; flows and ensembles that use it keep it alive. `C_NULL` is allowed.
"""
wgf_target_destroy(target) =
    ccall((:wgf_target_destroy, libwgf), Cvoid, (Ptr{wgf_target},), target)

"""
    wgf_target_get_options(target, options)

The options of a ready-made target; others have none and refuse with `WGF_E_UNSUPPORTED`.

- `target`: The target.
- `options`: Receives them; the target lends them as long as it lives.
"""
wgf_target_get_options(target, options) =
    ccall((:wgf_target_get_options, libwgf), wgf_status, (Ptr{wgf_target}, Ptr{Ptr{wgf_options}}), target, options)

"""
    wgf_target_set_hessian_vector(target, fn, user, free_user)

Give products of the Hessian with vectors.

- `target`: A callback target that no flow has used.
- `fn`: The callback.
- `user`: Handed to fn.
- `free_user`: Frees user when the target dies, also when this call fails; may be `C_NULL`.
"""
wgf_target_set_hessian_vector(target, fn, user, free_user) =
    ccall((:wgf_target_set_hessian_vector, libwgf), wgf_status, (Ptr{wgf_target}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), target, fn, user, free_user)

"""
    wgf_target_import_weights(target, n, values)

Weights of the samples; divided by their sum.

- `target`: A samples target that nothing has used.
- `n`: Number of samples.
- `values`: Non-negative.
"""
wgf_target_import_weights(target, n, values) =
    ccall((:wgf_target_import_weights, libwgf), wgf_status, (Ptr{wgf_target}, Int64, Ptr{Float64}), target, n, values)

"""
    wgf_target_set_bounds(target, n, lower, upper)

Bound coordinates: -INFINITY and INFINITY mean no bound. Lower: x = a + exp(u). Upper: x = b - exp(u). Both: x = a + (b-a)/(1+exp(-u)). The Jacobian is added by the library. Must come before the target is used.

- `target`: A target with a density.
- `n`: The dimension on the user's scale.
- `lower`: n lower bounds, or `C_NULL` for none.
- `upper`: n upper bounds, or `C_NULL` for none.
"""
wgf_target_set_bounds(target, n, lower, upper) =
    ccall((:wgf_target_set_bounds, libwgf), wgf_status, (Ptr{wgf_target}, Int64, Ptr{Float64}, Ptr{Float64}), target, n, lower, upper)

"""
    wgf_target_set_simplex(target, first, count)

Coordinates first .. first+count-1 are non-negative and sum to 1; they take count-1 unconstrained coordinates (stick breaking with the offsets that put 0 at equal parts, as in Stan). The density is one in the first count-1 of them.

- `target`: A target with a density.
- `first`: First coordinate, from 0.
- `count`: Number of coordinates, at least 2.
"""
wgf_target_set_simplex(target, first, count) =
    ccall((:wgf_target_set_simplex, libwgf), wgf_status, (Ptr{wgf_target}, Int64, Int64), target, first, count)

"""
    wgf_target_set_ordered(target, first, count)

Coordinates first .. first+count-1 increase: the first is free, the logarithms of the gaps are the others.

- `target`: A target with a density.
- `first`: First coordinate, from 0.
- `count`: Number of coordinates, at least 2.
"""
wgf_target_set_ordered(target, first, count) =
    ccall((:wgf_target_set_ordered, libwgf), wgf_status, (Ptr{wgf_target}, Int64, Int64), target, first, count)

"""
    wgf_target_set_name(target, index, name)

Name a coordinate (user's scale).

- `target`: The target.
- `index`: Coordinate, from 0.
- `name`: Copied; not empty.
"""
wgf_target_set_name(target, index, name) =
    ccall((:wgf_target_set_name, libwgf), wgf_status, (Ptr{wgf_target}, Int64, Cstring), target, index, name)

"""
    wgf_target_get_dim(target, d)

Dimension of the unconstrained coordinates.

- `target`: The target.
- `d`: Receives it.
"""
wgf_target_get_dim(target, d) =
    ccall((:wgf_target_get_dim, libwgf), wgf_status, (Ptr{wgf_target}, Ptr{Int64}), target, d)

"""
    wgf_target_get_user_dim(target, d)

Dimension on the user's scale.

- `target`: The target.
- `d`: Receives it.
"""
wgf_target_get_user_dim(target, d) =
    ccall((:wgf_target_get_user_dim, libwgf), wgf_status, (Ptr{wgf_target}, Ptr{Int64}), target, d)

"""
    wgf_target_evaluate(target, n, d, x, log_density, score)

Log density and score in unconstrained coordinates, the Jacobian included: exactly what flows see. A rejected point is not a failure: its numbers are handed back as they are.

- `target`: A target with a density.
- `n`: Number of points.
- `d`: Dimension of the unconstrained coordinates.
- `x`: n times d points.
- `log_density`: Receives n numbers, or `C_NULL`.
- `score`: Receives n times d numbers, or `C_NULL`.
"""
wgf_target_evaluate(target, n, d, x, log_density, score) =
    ccall((:wgf_target_evaluate, libwgf), wgf_status, (Ptr{wgf_target}, Int64, Int64, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}), target, n, d, x, log_density, score)

"""
    wgf_target_hessian_vector(target, n, d, x, v, hv)

Products of the Hessian of the log density (unconstrained, Jacobian included) with one vector per point.

- `target`: A target with a density.
- `n`: Number of points.
- `d`: Dimension of the unconstrained coordinates.
- `x`: n times d points.
- `v`: n times d vectors.
- `hv`: Receives n times d products.
"""
wgf_target_hessian_vector(target, n, d, x, v, hv) =
    ccall((:wgf_target_hessian_vector, libwgf), wgf_status, (Ptr{wgf_target}, Int64, Int64, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}), target, n, d, x, v, hv)

"""
    wgf_target_constrain(target, n, d, x, user_d, user_x)

From unconstrained coordinates to the user's scale.

- `target`: The target.
- `n`: Number of points.
- `d`: Dimension of the unconstrained coordinates.
- `x`: n times d points.
- `user_d`: Dimension on the user's scale.
- `user_x`: Receives n times user_d numbers.
"""
wgf_target_constrain(target, n, d, x, user_d, user_x) =
    ccall((:wgf_target_constrain, libwgf), wgf_status, (Ptr{wgf_target}, Int64, Int64, Ptr{Float64}, Int64, Ptr{Float64}), target, n, d, x, user_d, user_x)

"""
    wgf_target_unconstrain(target, n, user_d, user_x, d, x)

From the user's scale to unconstrained coordinates. A point outside the bounds is refused.

- `target`: The target.
- `n`: Number of points.
- `user_d`: Dimension on the user's scale.
- `user_x`: n times user_d points.
- `d`: Dimension of the unconstrained coordinates.
- `x`: Receives n times d numbers.
"""
wgf_target_unconstrain(target, n, user_d, user_x, d, x) =
    ccall((:wgf_target_unconstrain, libwgf), wgf_status, (Ptr{wgf_target}, Int64, Int64, Ptr{Float64}, Int64, Ptr{Float64}), target, n, user_d, user_x, d, x)

"""
    wgf_target_check_score(target, n, d, x, worst, coordinate)

Compare the score with central differences of the log density.

- `target`: A target that gives both.
- `n`: Number of points to try.
- `d`: Dimension of the unconstrained coordinates.
- `x`: n times d points.
- `worst`: Receives the largest |score - difference| / (1 + |difference|); may be `C_NULL`.
- `coordinate`: Receives the unconstrained coordinate where it is; may be `C_NULL`.

Returns: `WGF_OK` when worst is below 1e-4; else `WGF_E_NUMERIC`, with a text that names the point, the coordinate and both values.
"""
wgf_target_check_score(target, n, d, x, worst, coordinate) =
    ccall((:wgf_target_check_score, libwgf), wgf_status, (Ptr{wgf_target}, Int64, Int64, Ptr{Float64}, Ptr{Float64}, Ptr{Int64}), target, n, d, x, worst, coordinate)

"""
    wgf_target_get_rejections(target, count, index, message)

What was rejected since the target was made.

- `target`: The target.
- `count`: Receives the number of rejected points; may be `C_NULL`.
- `index`: Receives the row of the first of them in its request; -1 when there is none; may be `C_NULL`.
- `message`: Receives its message (`wgf_set_callback_message`), owned by the target; may be `C_NULL`.
"""
wgf_target_get_rejections(target, count, index, message) =
    ccall((:wgf_target_get_rejections, libwgf), wgf_status, (Ptr{wgf_target}, Ptr{Int64}, Ptr{Int64}, Ptr{Cstring}), target, count, index, message)

"""
    wgf_ensemble_create(context, n, d, result)

Create n particles at the origin with equal weights.

- `context`: The context.
- `n`: Number of particles, at least 1.
- `d`: Dimension, at least 1.
- `result`: Receives the ensemble; destroy it with `wgf_ensemble_destroy`.
"""
wgf_ensemble_create(context, n, d, result) =
    ccall((:wgf_ensemble_create, libwgf), wgf_status, (Ptr{wgf_context}, Int64, Int64, Ptr{Ptr{wgf_ensemble}}), context, n, d, result)

"""
    wgf_ensemble_create_for_target(target, n, result)

Create n particles for a target, with its dimension, coordinate names and bounds. Particles move in the target's unconstrained coordinates; import, export, names and summaries use the user's scale.

- `target`: The target; needed when it has bounds.
- `n`: Number of particles, at least 1.
- `result`: Receives the ensemble; destroy it with `wgf_ensemble_destroy`.
"""
wgf_ensemble_create_for_target(target, n, result) =
    ccall((:wgf_ensemble_create_for_target, libwgf), wgf_status, (Ptr{wgf_target}, Int64, Ptr{Ptr{wgf_ensemble}}), target, n, result)

"""
    wgf_ensemble_destroy(ensemble)

Release the caller's hold on an ensemble; a flow that uses it keeps it alive. `C_NULL` is allowed.
"""
wgf_ensemble_destroy(ensemble) =
    ccall((:wgf_ensemble_destroy, libwgf), Cvoid, (Ptr{wgf_ensemble},), ensemble)

"""
    wgf_ensemble_get_size(ensemble, n)

Number of particles.

- `ensemble`: The ensemble.
- `n`: Receives it.
"""
wgf_ensemble_get_size(ensemble, n) =
    ccall((:wgf_ensemble_get_size, libwgf), wgf_status, (Ptr{wgf_ensemble}, Ptr{Int64}), ensemble, n)

"""
    wgf_ensemble_get_dim(ensemble, d)

Dimension on the user's scale.

- `ensemble`: The ensemble.
- `d`: Receives it.
"""
wgf_ensemble_get_dim(ensemble, d) =
    ccall((:wgf_ensemble_get_dim, libwgf), wgf_status, (Ptr{wgf_ensemble}, Ptr{Int64}), ensemble, d)

"""
    wgf_ensemble_import(ensemble, n, d, x, layout)

Copy positions in (user's scale). Values that are not finite or violate a bound are refused, and nothing changes. Between `wgf_flow_ask` and the end of its step an ensemble cannot change (`WGF_E_STATE`).

- `ensemble`: The ensemble.
- `n`: Number of particles; must be the ensemble's.
- `d`: Dimension; must be the ensemble's.
- `x`: n times d positions.
- `layout`: One of `wgf_layout`.
"""
wgf_ensemble_import(ensemble, n, d, x, layout) =
    ccall((:wgf_ensemble_import, libwgf), wgf_status, (Ptr{wgf_ensemble}, Int64, Int64, Ptr{Float64}, Int32), ensemble, n, d, x, layout)

"""
    wgf_ensemble_export(ensemble, n, d, x, layout)

Copy positions out (user's scale).

- `ensemble`: The ensemble.
- `n`: Number of particles; must be the ensemble's.
- `d`: Dimension; must be the ensemble's.
- `x`: Receives n times d positions.
- `layout`: One of `wgf_layout`.
"""
wgf_ensemble_export(ensemble, n, d, x, layout) =
    ccall((:wgf_ensemble_export, libwgf), wgf_status, (Ptr{wgf_ensemble}, Int64, Int64, Ptr{Float64}, Int32), ensemble, n, d, x, layout)

"""
    wgf_ensemble_borrow(ensemble, values)

Look at the positions without a copy: particle major, in unconstrained coordinates.

- `ensemble`: The ensemble.
- `values`: Receives the address, valid until the ensemble next changes or is destroyed.
"""
wgf_ensemble_borrow(ensemble, values) =
    ccall((:wgf_ensemble_borrow, libwgf), wgf_status, (Ptr{wgf_ensemble}, Ptr{Ptr{Float64}}), ensemble, values)

"""
    wgf_ensemble_import_weights(ensemble, n, values)

Set the weights. They are divided by their sum.

- `ensemble`: The ensemble.
- `n`: Number of weights; must be the number of particles.
- `values`: Non-negative, finite, with a positive sum.
"""
wgf_ensemble_import_weights(ensemble, n, values) =
    ccall((:wgf_ensemble_import_weights, libwgf), wgf_status, (Ptr{wgf_ensemble}, Int64, Ptr{Float64}), ensemble, n, values)

"""
    wgf_ensemble_export_weights(ensemble, n, values)

Copy the weights out; their sum is 1.

- `ensemble`: The ensemble.
- `n`: Number of particles.
- `values`: Receives n weights.
"""
wgf_ensemble_export_weights(ensemble, n, values) =
    ccall((:wgf_ensemble_export_weights, libwgf), wgf_status, (Ptr{wgf_ensemble}, Int64, Ptr{Float64}), ensemble, n, values)

"""
    wgf_ensemble_set_name(ensemble, index, name)

Name a coordinate (user's scale), for example "beta[2]". The default is "x[1]", "x[2]", ...

- `ensemble`: The ensemble.
- `index`: Coordinate, from 0.
- `name`: Copied; not empty.
"""
wgf_ensemble_set_name(ensemble, index, name) =
    ccall((:wgf_ensemble_set_name, libwgf), wgf_status, (Ptr{wgf_ensemble}, Int64, Cstring), ensemble, index, name)

"""
    wgf_ensemble_get_name(ensemble, index, name)

Name of a coordinate.

- `ensemble`: The ensemble.
- `index`: Coordinate, from 0.
- `name`: Receives a string owned by the ensemble, valid until the name changes.
"""
wgf_ensemble_get_name(ensemble, index, name) =
    ccall((:wgf_ensemble_get_name, libwgf), wgf_status, (Ptr{wgf_ensemble}, Int64, Ptr{Cstring}), ensemble, index, name)

"""
    wgf_ensemble_init_normal(ensemble, mean, sd)

Draw every unconstrained coordinate from a normal law, by the context's seed.

- `ensemble`: The ensemble.
- `mean`: Its mean.
- `sd`: Its standard deviation, at least 0.
"""
wgf_ensemble_init_normal(ensemble, mean, sd) =
    ccall((:wgf_ensemble_init_normal, libwgf), wgf_status, (Ptr{wgf_ensemble}, Float64, Float64), ensemble, mean, sd)

"""
    wgf_ensemble_init_uniform(ensemble, lower, upper)

Draw every unconstrained coordinate uniformly, by the context's seed.

- `ensemble`: The ensemble.
- `lower`: Lower end.
- `upper`: Upper end, above lower.
"""
wgf_ensemble_init_uniform(ensemble, lower, upper) =
    ccall((:wgf_ensemble_init_uniform, libwgf), wgf_status, (Ptr{wgf_ensemble}, Float64, Float64), ensemble, lower, upper)

"""
    wgf_ensemble_init_target(ensemble, target)

Start from a target: exact draws where it can give them (ready-made targets), rows drawn with replacement from samples, and otherwise uniform on (-2, 2) in unconstrained coordinates, each particle drawn again up to 100 times until its log density and score are finite.

- `ensemble`: The ensemble.
- `target`: The target.
"""
wgf_ensemble_init_target(ensemble, target) =
    ccall((:wgf_ensemble_init_target, libwgf), wgf_status, (Ptr{wgf_ensemble}, Ptr{wgf_target}), ensemble, target)

"""
    wgf_ensemble_mean(ensemble, n, values)

Weighted mean (user's scale).

- `ensemble`: The ensemble.
- `n`: The dimension.
- `values`: Receives n means.
"""
wgf_ensemble_mean(ensemble, n, values) =
    ccall((:wgf_ensemble_mean, libwgf), wgf_status, (Ptr{wgf_ensemble}, Int64, Ptr{Float64}), ensemble, n, values)

"""
    wgf_ensemble_covariance(ensemble, n, d, x)

Weighted covariance (user's scale), with the factor 1/(1 - sum w^2) that is n/(n-1) for equal weights; 0 when one particle has all the weight.

- `ensemble`: The ensemble.
- `n`: The dimension.
- `d`: The dimension again: the matrix is n x d.
- `x`: Receives n times d numbers.

Returns: `WGF_E_NUMERIC` when one of them is above 1.8e308.
"""
wgf_ensemble_covariance(ensemble, n, d, x) =
    ccall((:wgf_ensemble_covariance, libwgf), wgf_status, (Ptr{wgf_ensemble}, Int64, Int64, Ptr{Float64}), ensemble, n, d, x)

"""
    wgf_ensemble_quantile(ensemble, probability, n, values)

Weighted quantile of every coordinate (user's scale); R's type 7 for equal weights.

- `ensemble`: The ensemble.
- `probability`: From 0 to 1.
- `n`: The dimension.
- `values`: Receives n quantiles.
"""
wgf_ensemble_quantile(ensemble, probability, n, values) =
    ccall((:wgf_ensemble_quantile, libwgf), wgf_status, (Ptr{wgf_ensemble}, Float64, Int64, Ptr{Float64}), ensemble, probability, n, values)

"""
    wgf_draws_create(context, iterations, chains, n, d, x, result)

Make draws from numbers of your own, to use the summaries.

- `context`: The context.
- `iterations`: Iterations per chain, at least 1.
- `chains`: Chains, at least 1.
- `n`: Number of rows: iterations times chains; row iteration*chains + chain.
- `d`: Number of coordinates.
- `x`: n times d numbers; copied. Times are 1, 2, ..., names "x[1]", "x[2]", ...
- `result`: Receives the draws; destroy them with `wgf_draws_destroy`.
"""
wgf_draws_create(context, iterations, chains, n, d, x, result) =
    ccall((:wgf_draws_create, libwgf), wgf_status, (Ptr{wgf_context}, Int64, Int64, Int64, Int64, Ptr{Float64}, Ptr{Ptr{wgf_draws}}), context, iterations, chains, n, d, x, result)

"""
    wgf_draws_destroy(draws)

Release draws. `C_NULL` is allowed.
"""
wgf_draws_destroy(draws) =
    ccall((:wgf_draws_destroy, libwgf), Cvoid, (Ptr{wgf_draws},), draws)

"""
    wgf_draws_get_shape(draws, iterations, chains, d)

Shape of the draws.

- `draws`: The draws.
- `iterations`: Receives the number of iterations; may be `C_NULL`.
- `chains`: Receives the number of chains (particles); may be `C_NULL`.
- `d`: Receives the number of coordinates; may be `C_NULL`.
"""
wgf_draws_get_shape(draws, iterations, chains, d) =
    ccall((:wgf_draws_get_shape, libwgf), wgf_status, (Ptr{wgf_draws}, Ptr{Int64}, Ptr{Int64}, Ptr{Int64}), draws, iterations, chains, d)

"""
    wgf_draws_get_info(draws, info)

How the draws came about.

- `draws`: The draws.
- `info`: Filled; set its struct_size first.
"""
wgf_draws_get_info(draws, info) =
    ccall((:wgf_draws_get_info, libwgf), wgf_status, (Ptr{wgf_draws}, Ptr{wgf_draws_info}), draws, info)

"""
    wgf_draws_get_name(draws, index, name)

Name of a coordinate.

- `draws`: The draws.
- `index`: Coordinate, from 0.
- `name`: Receives a string owned by the draws.
"""
wgf_draws_get_name(draws, index, name) =
    ccall((:wgf_draws_get_name, libwgf), wgf_status, (Ptr{wgf_draws}, Int64, Ptr{Cstring}), draws, index, name)

"""
    wgf_draws_export(draws, n, d, x, layout)

Copy all draws out.

- `draws`: The draws.
- `n`: Number of rows: iterations times chains; row iteration*chains + chain.
- `d`: Number of coordinates.
- `x`: Receives n times d numbers.
- `layout`: One of `wgf_layout`, a draw taking the place of a particle.
"""
wgf_draws_export(draws, n, d, x, layout) =
    ccall((:wgf_draws_export, libwgf), wgf_status, (Ptr{wgf_draws}, Int64, Int64, Ptr{Float64}, Int32), draws, n, d, x, layout)

"""
    wgf_draws_export_log_weights(draws, n, values)

Log weight of every row; 0 for equal weights.

- `draws`: The draws.
- `n`: Number of rows.
- `values`: Receives n numbers.
"""
wgf_draws_export_log_weights(draws, n, values) =
    ccall((:wgf_draws_export_log_weights, libwgf), wgf_status, (Ptr{wgf_draws}, Int64, Ptr{Float64}), draws, n, values)

"""
    wgf_draws_export_times(draws, n, values)

Flow time of every iteration.

- `draws`: The draws.
- `n`: Number of iterations.
- `values`: Receives n times.
"""
wgf_draws_export_times(draws, n, values) =
    ccall((:wgf_draws_export_times, libwgf), wgf_status, (Ptr{wgf_draws}, Int64, Ptr{Float64}), draws, n, values)

"""
    wgf_draws_summary(draws, index, summary)

Summary of one coordinate.

- `draws`: The draws.
- `index`: Coordinate, from 0.
- `summary`: Filled; set its struct_size first.
"""
wgf_draws_summary(draws, index, summary) =
    ccall((:wgf_draws_summary, libwgf), wgf_status, (Ptr{wgf_draws}, Int64, Ptr{wgf_summary}), draws, index, summary)

"""
    wgf_draws_quantile(draws, index, probability, value)

Quantile of one coordinate over all draws, type 7.

- `draws`: The draws.
- `index`: Coordinate, from 0.
- `probability`: From 0 to 1.
- `value`: Receives it.
"""
wgf_draws_quantile(draws, index, probability, value) =
    ccall((:wgf_draws_quantile, libwgf), wgf_status, (Ptr{wgf_draws}, Int64, Float64, Ptr{Float64}), draws, index, probability, value)

"""
    wgf_draws_write_csv(draws, path)

Write a CSV file as CmdStan does: comment lines, a header with dots for brackets, one row a draw, chain after chain.

- `draws`: The draws.
- `path`: The file; replaced only when all was written, as `wgf_flow_save_file` does.
"""
wgf_draws_write_csv(draws, path) =
    ccall((:wgf_draws_write_csv, libwgf), wgf_status, (Ptr{wgf_draws}, Cstring), draws, path)

"""
    wgf_draws_report(draws, count, text)

Why draws should not be trusted: a line for each reason, "word: sentence", the word one of wrong gradient, rejects, stuck, modes, funnel, ridge, too short; the sentence names the parameter, what was seen and what to do. Without a reason one sentence that says so. A mode that no chain visited cannot be seen. Draws of a cloud and weighted draws are not judged. Reasons: R-hat (against a bound that allows for short chains), fewer than 400 effective draws, chains that stand still or apart, and for what lies behind them the grouping of the draws, correlations of coordinates, of their steps, and of one coordinate with the distance of another from its median.

- `draws`: The draws.
- `count`: Receives the number of reasons; may be `C_NULL`.
- `text`: Receives the lines, without a newline at the end; owned by the draws.
"""
wgf_draws_report(draws, count, text) =
    ccall((:wgf_draws_report, libwgf), wgf_status, (Ptr{wgf_draws}, Ptr{Int64}, Ptr{Cstring}), draws, count, text)

"""
    wgf_draws_quantile_error(draws, index, probability, mcse, ess)

How well the quantile of one coordinate is known, by the definitions of the R package posterior.

- `draws`: The draws. NaN for those of a cloud.
- `index`: Coordinate, from 0.
- `probability`: From 0 to 1.
- `mcse`: Receives its Monte Carlo standard error; may be `C_NULL`.
- `ess`: Receives its effective sample size; may be `C_NULL`.
"""
wgf_draws_quantile_error(draws, index, probability, mcse, ess) =
    ccall((:wgf_draws_quantile_error, libwgf), wgf_status, (Ptr{wgf_draws}, Int64, Float64, Ptr{Float64}, Ptr{Float64}), draws, index, probability, mcse, ess)

"""
    wgf_draws_rhat_nested(draws, index, n, superchains, value)

Nested R-hat of one coordinate, for many short chains of which groups (superchains) began at the same point: sqrt(1 + B / W), B the variance of the means of superchains, W the mean over them of the variance of their chains' means plus the mean variance within their chains. One iteration is enough. Of chains whose starts differ within a group it is a grouped R-hat, and smaller. Margossian, Hoffman, Sountsov, Riou-Durand, Vehtari, Gelman, "Nested R-hat", Bayesian Analysis, 2024.

- `draws`: The draws.
- `index`: Coordinate, from 0.
- `n`: Number of chains.
- `superchains`: For each chain the number of its superchain, any numbers.
- `value`: Receives it; NaN for constant draws, for one superchain, for superchains of unequal size and for draws of a cloud.
"""
wgf_draws_rhat_nested(draws, index, n, superchains, value) =
    ccall((:wgf_draws_rhat_nested, libwgf), wgf_status, (Ptr{wgf_draws}, Int64, Int64, Ptr{Int64}, Ptr{Float64}), draws, index, n, superchains, value)

"""
    wgf_draws_pareto_khat(draws, index, value)

Pareto k-hat of one coordinate, the larger of its two tails: its moments of order 1 / k-hat and more do not exist. As the R package posterior 1.7.

- `draws`: The draws.
- `index`: Coordinate, from 0.
- `value`: Receives it; NaN for fewer than ten draws, for constant tails and for draws of a cloud.
"""
wgf_draws_pareto_khat(draws, index, value) =
    ccall((:wgf_draws_pareto_khat, libwgf), wgf_status, (Ptr{wgf_draws}, Int64, Ptr{Float64}), draws, index, value)

"""
    wgf_weights_smooth(context, n, values, efficiency, smoothed, khat, threshold)

Pareto smoothed importance sampling: the largest log weights become the expected order statistics of the generalised Pareto distribution fitted to them. Vehtari, Simpson, Gelman, Yao, Gabry, JMLR 25 (72), 2024; the values are those of the R package loo.

- `context`: The context.
- `n`: Number of weights.
- `values`: Log weights, up to a common constant; -infinity for weight zero.
- `efficiency`: Effective over actual number of the draws that have the weights, more than 0: 1 for independent ones.
- `smoothed`: Receives n log weights, with the same constant; may be `C_NULL`.
- `khat`: Receives the shape of the tail; infinity for fewer than 5 weights in the tail (n < 21) or a tail that none fits, NaN for equal weights.
- `threshold`: Receives min(1 - 1 / log10 n, 0.7): above it means of the weighted draws are not to be trusted.
"""
wgf_weights_smooth(context, n, values, efficiency, smoothed, khat, threshold) =
    ccall((:wgf_weights_smooth, libwgf), wgf_status, (Ptr{wgf_context}, Int64, Ptr{Float64}, Float64, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}), context, n, values, efficiency, smoothed, khat, threshold)

"""
    wgf_stein_thin(context, n, d, x, score, log_density, hessian_diagonal, m, indices, ksd)

Stein thinning: m of n draws, one after the other, each the one that makes the kernel Stein discrepancy of those chosen least; of any draws, a bad start is left out. Riabiz, Chen, Cockayne, Swietach, Niederer, Mackey, Oates, JRSS B 84, 2022. The kernel is (1 + |x - y|^2 / l^2)^(-1/2) in coordinates divided by their mean absolute deviation, l the median distance there, so that no unit matters. With log densities or second derivatives the regularised choice of Benard, Staber, Da Veiga, NeurIPS 2023, which leaves out draws in places of low density where the score happens to be small. O(n m d) time, O(n d) memory.

- `context`: The context.
- `n`: Number of draws.
- `d`: Number of coordinates.
- `x`: Draws, n times d finite numbers, on the scale that the scores are on.
- `score`: Gradients of the log density there, n times d finite numbers.
- `log_density`: Log densities there, n numbers, up to a constant; `C_NULL` for none.
- `hessian_diagonal`: Second derivatives of the log density there, by each coordinate twice, n times d finite numbers; `C_NULL` for none.
- `m`: How many to choose, at least 1.
- `indices`: Receives m indices from 0, in the order of their choice; a draw may come more than once.
- `ksd`: Receives the discrepancy of the chosen draws, a pure number; may be `C_NULL`. m independent draws reach about sqrt(E k(x, x) / m).
"""
wgf_stein_thin(context, n, d, x, score, log_density, hessian_diagonal, m, indices, ksd) =
    ccall((:wgf_stein_thin, libwgf), wgf_status, (Ptr{wgf_context}, Int64, Int64, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}, Int64, Ptr{Int64}, Ptr{Float64}), context, n, d, x, score, log_density, hessian_diagonal, m, indices, ksd)

"""
    wgf_stein_weights(context, n, d, x, score, weights, ksd)

Stein importance weights: those of n draws, not negative and of sum 1, with the least kernel Stein discrepancy (kernel as for `wgf_stein_thin`). They correct draws of a wrong law, such as a start or a biased sampler; best of a chain that aims at p(x) sqrt(k(x, x)). Wang, Chen, Kanagawa, Oates, "Stein Pi-importance sampling", NeurIPS 2023. The square of the discrepancy is at most 5 % above the least, or as near as 50 n steps of O(n d) come; O(n^2 d) time before the first, O(n d) memory.

- `context`: The context.
- `n`: Number of draws.
- `d`: Number of coordinates.
- `x`: Draws, n times d finite numbers, on the scale that the scores are on.
- `score`: Gradients of the log density there, n times d finite numbers.
- `weights`: Receives n weights.
- `ksd`: Receives the discrepancy of the weighted draws; may be `C_NULL`.
"""
wgf_stein_weights(context, n, d, x, score, weights, ksd) =
    ccall((:wgf_stein_weights, libwgf), wgf_status, (Ptr{wgf_context}, Int64, Int64, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}), context, n, d, x, score, weights, ksd)

"""
    wgf_sample(target, result)

Draw from a density: starts, adapts, samples and stops by itself.

The flow "ghmc" with its defaults, 64 chains (0.6 d in more than 106 dimensions) from uniform(-2, 2) on the unconstrained scale, every second iteration recorded. It stops when every coordinate has 1000 effective draws, of its bulk, its tails and its spread. For anything else (other starts, a budget, progress, more draws, a run in parts) make that flow and run it. `wgf_context_cancel` stops it.

Two modes of which no start has seen one cannot be told from one mode.

- `target`: A density with a log density, whose answers come from a callback, or a ready-made one.
- `result`: Receives the draws, also when the status is `WGF_NOT_CONVERGED` or `WGF_BUDGET`; destroy them with `wgf_draws_destroy`. `C_NULL` when there are none.

Returns: `WGF_CONVERGED`: there is no sign that the draws should not be trusted. `WGF_NOT_CONVERGED`: there is; the log and `wgf_draws_report` say which. `WGF_BUDGET`: 2 million evaluations were made and there is no other sign. `WGF_CANCELLED`.
"""
wgf_sample(target, result) =
    ccall((:wgf_sample, libwgf), wgf_status, (Ptr{wgf_target}, Ptr{Ptr{wgf_draws}}), target, result)

"""
    wgf_flow_create(context, name, result)

Create a flow by name; `wgf_catalogue_entry` lists them. Its random numbers are a stream of its own of the context's seed, see the option "seed" of `wgf_context_get_options`, unless its option "seed" gives another.

- `context`: The context.
- `name`: For example "svgd".
- `result`: Receives the flow; destroy it with `wgf_flow_destroy`.
"""
wgf_flow_create(context, name, result) =
    ccall((:wgf_flow_create, libwgf), wgf_status, (Ptr{wgf_context}, Cstring, Ptr{Ptr{wgf_flow}}), context, name, result)

"""
    wgf_flow_destroy(flow)

Release a flow. `C_NULL` is allowed. A running flow is released when its run returns.
"""
wgf_flow_destroy(flow) =
    ccall((:wgf_flow_destroy, libwgf), Cvoid, (Ptr{wgf_flow},), flow)

"""
    wgf_flow_get_options(flow, options)

Its options.

- `flow`: The flow.
- `options`: Receives them; the flow lends them as long as it lives.
"""
wgf_flow_get_options(flow, options) =
    ccall((:wgf_flow_get_options, libwgf), wgf_status, (Ptr{wgf_flow}, Ptr{Ptr{wgf_options}}), flow, options)

"""
    wgf_flow_set_target(flow, target)

Give the target. A flow that needs both a density and samples takes two calls, one for each; a second of either is refused, as a flow takes one.

- `flow`: The flow, before bind.
- `target`: The target; the flow keeps it alive.
"""
wgf_flow_set_target(flow, target) =
    ccall((:wgf_flow_set_target, libwgf), wgf_status, (Ptr{wgf_flow}, Ptr{wgf_target}), flow, target)

"""
    wgf_flow_set_ensemble(flow, ensemble)

Give the particles. They are moved in place: read them from the ensemble between steps.

- `flow`: The flow, before bind.
- `ensemble`: The ensemble; the flow keeps it alive. One flow at a time may be bound to it.
"""
wgf_flow_set_ensemble(flow, ensemble) =
    ccall((:wgf_flow_set_ensemble, libwgf), wgf_status, (Ptr{wgf_flow}, Ptr{wgf_ensemble}), flow, ensemble)

"""
    wgf_flow_set_kernel(flow, flags, fn, user, free_user)

Use a radial kernel of your own instead of the option "kernel".

- `flow`: The flow, before bind.
- `flags`: 0 or `WGF_THREAD_SAFE`.
- `fn`: The kernel.
- `user`: Handed to fn.
- `free_user`: Frees user when the flow dies, also when this call fails; may be `C_NULL`.
"""
wgf_flow_set_kernel(flow, flags, fn, user, free_user) =
    ccall((:wgf_flow_set_kernel, libwgf), wgf_status, (Ptr{wgf_flow}, Int32, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), flow, flags, fn, user, free_user)

"""
    wgf_flow_set_features(flow, m, fn, user, free_user)

Use a kernel given by features instead of the option "kernel".

- `flow`: The flow, before bind.
- `m`: Number of features.
- `fn`: Gives features and gradient products.
- `user`: Handed to fn.
- `free_user`: Frees user when the flow dies, also when this call fails; may be `C_NULL`.
"""
wgf_flow_set_features(flow, m, fn, user, free_user) =
    ccall((:wgf_flow_set_features, libwgf), wgf_status, (Ptr{wgf_flow}, Int64, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), flow, m, fn, user, free_user)

"""
    wgf_flow_set_progress(flow, fn, user, free_user)

Report progress.

- `flow`: The flow.
- `fn`: Receives it; `C_NULL` stops.
- `user`: Handed to fn.
- `free_user`: Frees user when it is no longer needed, also when this call fails; may be `C_NULL`.
"""
wgf_flow_set_progress(flow, fn, user, free_user) =
    ccall((:wgf_flow_set_progress, libwgf), wgf_status, (Ptr{wgf_flow}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), flow, fn, user, free_user)

"""
    wgf_flow_bind(flow)

Check everything and allocate everything. The first step does it when the caller does not.

- `flow`: The flow, with its ensemble and what it needs of targets.

Returns: `WGF_E_STATE` when something is missing, `WGF_E_UNSUPPORTED` when the parts do not fit, `WGF_E_MEMORY` when the recorded draws would be larger than the option "max_bytes".
"""
wgf_flow_bind(flow) =
    ccall((:wgf_flow_bind, libwgf), wgf_status, (Ptr{wgf_flow},), flow)

"""
    wgf_flow_step(flow)

One step.

- `flow`: The flow.

Returns: `WGF_OK`, `WGF_CANCELLED`, or a failure; after either the flow is at the last completed step.
"""
wgf_flow_step(flow) =
    ccall((:wgf_flow_step, libwgf), wgf_status, (Ptr{wgf_flow},), flow)

"""
    wgf_flow_run(flow, steps, seconds, tolerance)

Several steps.

- `flow`: The flow.
- `steps`: How many, 0 to 2^53.
- `seconds`: Time limit in seconds of wall time, looked at between steps; 0 for none.
- `tolerance`: Stop when the particles have come to rest: when the relative speed of `wgf_stats`, or where a flow has none the root mean square speed, falls to this; 0 for never. Refused for noisy flows.

Returns: `WGF_OK`: all steps done. `WGF_CONVERGED`, `WGF_BUDGET`, `WGF_CANCELLED`: the reason it stopped earlier (ghmc has a budget and an end of its own: its options). `WGF_NOT_CONVERGED`: all steps done, but the particles are not at rest (svgd, or a tolerance that was not reached), or chains are lost, not stationary, or contradict their score (mala, after the warm-up), or, whatever ended it, there is a sign that the draws of ghmc should not be trusted. `WGF_ADJUSTED`: all steps done, but the draws were thinned or exact sums took the place of approximated ones. The log says which, once until a run ends well. Or a failure.
"""
wgf_flow_run(flow, steps, seconds, tolerance) =
    ccall((:wgf_flow_run, libwgf), wgf_status, (Ptr{wgf_flow}, Int64, Float64, Float64), flow, steps, seconds, tolerance)

"""
    wgf_flow_ask(flow, request)

Begin or go on with a step by hand: hands out what the step needs from the target. With `wgf_flow_tell` this is the loop inside `wgf_flow_step`, and gives the same bits.

- `flow`: The flow.
- `request`: Filled. wants == 0: one step was completed. Asked twice without an answer it hands out the same request.
"""
wgf_flow_ask(flow, request) =
    ccall((:wgf_flow_ask, libwgf), wgf_status, (Ptr{wgf_flow}, Ptr{wgf_request}), flow, request)

"""
    wgf_flow_tell(flow, n, d, log_density, score, hv)

Answer a request.

- `flow`: The flow.
- `n`: Number of points of the request.
- `d`: Dimension of the request.
- `log_density`: n log densities when wanted; else not looked at. Flows that move by scores alone (svgd, langevin) want it only to leave out points where it is -infinity: they take `C_NULL` too, and a point is then rejected by a score that is not finite.
- `score`: n times d derivatives when wanted; else not looked at.
- `hv`: n times d Hessian products when wanted; else not looked at.
"""
wgf_flow_tell(flow, n, d, log_density, score, hv) =
    ccall((:wgf_flow_tell, libwgf), wgf_status, (Ptr{wgf_flow}, Int64, Int64, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}), flow, n, d, log_density, score, hv)

"""
    wgf_flow_abandon(flow)

Give up a step begun by `wgf_flow_ask`: back to the last step boundary.

- `flow`: The flow.
"""
wgf_flow_abandon(flow) =
    ccall((:wgf_flow_abandon, libwgf), wgf_status, (Ptr{wgf_flow},), flow)

"""
    wgf_flow_cancel(flow)

Cancel this flow's run, or its next one; see `wgf_context_cancel`. Safe from any thread and from signal handlers.

- `flow`: The flow.
"""
wgf_flow_cancel(flow) =
    ccall((:wgf_flow_cancel, libwgf), wgf_status, (Ptr{wgf_flow},), flow)

"""
    wgf_flow_get_stats(flow, stats)

Numbers about the last step. May be called inside a progress callback.

- `flow`: The flow.
- `stats`: Filled; set its struct_size first.
"""
wgf_flow_get_stats(flow, stats) =
    ccall((:wgf_flow_get_stats, libwgf), wgf_status, (Ptr{wgf_flow}, Ptr{wgf_stats}), flow, stats)

"""
    wgf_flow_drift(flow, n, d, x)

The drift (velocity without noise) at the current particles; evaluates the target when needed. Changes nothing.

- `flow`: The flow.
- `n`: Number of particles.
- `d`: Dimension of the unconstrained coordinates.
- `x`: Receives n times d velocities.

Returns: `WGF_E_UNSUPPORTED` when the flow is not given by a drift; `WGF_E_NUMERIC` when a velocity is not finite.
"""
wgf_flow_drift(flow, n, d, x) =
    ccall((:wgf_flow_drift, libwgf), wgf_status, (Ptr{wgf_flow}, Int64, Int64, Ptr{Float64}), flow, n, d, x)

"""
    wgf_flow_energy(flow, value)

The energy of the current particles, up to the constant that its catalogue entry names; evaluates the target when needed.

- `flow`: The flow.
- `value`: Receives it.

Returns: `WGF_E_UNSUPPORTED` when the energy has no value on particles (entropy).
"""
wgf_flow_energy(flow, value) =
    ccall((:wgf_flow_energy, libwgf), wgf_status, (Ptr{wgf_flow}, Ptr{Float64}), flow, value)

"""
    wgf_flow_get_draws(flow, result)

What the run recorded: one iteration for each "record_every" steps after "warmup". When "record_limit" iterations are full every second one goes and half as many come from then on, so that they are spread evenly over the whole run; `wgf_draws_get_info` tells the distance.

- `flow`: The flow.
- `result`: Receives a copy that later steps do not change; destroy it with `wgf_draws_destroy`.
"""
wgf_flow_get_draws(flow, result) =
    ccall((:wgf_flow_get_draws, libwgf), wgf_status, (Ptr{wgf_flow}, Ptr{Ptr{wgf_draws}}), flow, result)

"""
    wgf_flow_get_checkpoint_size(flow, n)

Number of bytes of a checkpoint of the flow now.

- `flow`: The flow, bound.
- `n`: Receives the number.
"""
wgf_flow_get_checkpoint_size(flow, n) =
    ccall((:wgf_flow_get_checkpoint_size, libwgf), wgf_status, (Ptr{wgf_flow}, Ptr{Int64}), flow, n)

"""
    wgf_flow_save(flow, n, bytes)

Write a checkpoint: particles, weights, step, the state of the recipe, and what was recorded. Callbacks and targets are not in it.

- `flow`: The flow, bound, between steps.
- `n`: Size of bytes, exactly what `wgf_flow_get_checkpoint_size` gives.
- `bytes`: Receives the checkpoint.
"""
wgf_flow_save(flow, n, bytes) =
    ccall((:wgf_flow_save, libwgf), wgf_status, (Ptr{wgf_flow}, Int64, Ptr{UInt8}), flow, n, bytes)

"""
    wgf_flow_restore(flow, n, bytes)

Go on from a checkpoint: the flow then continues bit for bit as the saved one would have.

- `flow`: A flow of the same name, options, number of particles and dimension, bound or ready to be bound. A larger "record_limit" makes room for more draws.
- `n`: Size of bytes.
- `bytes`: The checkpoint. Damaged, foreign or mismatching bytes, and numbers that no flow can have, are refused, and nothing changes.
"""
wgf_flow_restore(flow, n, bytes) =
    ccall((:wgf_flow_restore, libwgf), wgf_status, (Ptr{wgf_flow}, Int64, Ptr{UInt8}), flow, n, bytes)

"""
    wgf_flow_save_file(flow, path)

`wgf_flow_save` to a file, replaced only when all was written and is on the disk; until then, and after any failure, the old one stands.

Several processes and threads may save to one path: a reader finds the whole file of one of them. The new file is written under a name of its own, beginning with ".wgf-", in the same folder, and keeps the old one's mode and, where the system allows it, its owner. A symbolic link is followed. What is not a regular file (a folder, a FIFO, a device) is refused.

- `flow`: The flow.
- `path`: The file.
"""
wgf_flow_save_file(flow, path) =
    ccall((:wgf_flow_save_file, libwgf), wgf_status, (Ptr{wgf_flow}, Cstring), flow, path)

"""
    wgf_flow_restore_file(flow, path)

`wgf_flow_restore` from a regular file.

- `flow`: The flow.
- `path`: The file.
"""
wgf_flow_restore_file(flow, path) =
    ccall((:wgf_flow_restore_file, libwgf), wgf_status, (Ptr{wgf_flow}, Cstring), flow, path)

"""
    wgf_discrepancy_create(context, name, result)

Create a discrepancy by name; `wgf_catalogue_entry` lists them.

- `context`: The context.
- `name`: "mmd", "energy", "ksd", "sinkhorn", "sliced_wasserstein" or "wasserstein".
- `result`: Receives it; destroy it with `wgf_discrepancy_destroy`.
"""
wgf_discrepancy_create(context, name, result) =
    ccall((:wgf_discrepancy_create, libwgf), wgf_status, (Ptr{wgf_context}, Cstring, Ptr{Ptr{wgf_discrepancy}}), context, name, result)

"""
    wgf_discrepancy_destroy(discrepancy)

Release a discrepancy. `C_NULL` is allowed.
"""
wgf_discrepancy_destroy(discrepancy) =
    ccall((:wgf_discrepancy_destroy, libwgf), Cvoid, (Ptr{wgf_discrepancy},), discrepancy)

"""
    wgf_discrepancy_get_options(discrepancy, options)

Its options.

- `discrepancy`: The discrepancy.
- `options`: Receives them; the discrepancy lends them as long as it lives.
"""
wgf_discrepancy_get_options(discrepancy, options) =
    ccall((:wgf_discrepancy_get_options, libwgf), wgf_status, (Ptr{wgf_discrepancy}, Ptr{Ptr{wgf_options}}), discrepancy, options)

"""
    wgf_discrepancy_set_kernel(discrepancy, flags, fn, user, free_user)

Use a radial kernel of your own instead of the option "kernel".

- `discrepancy`: A discrepancy with a kernel.
- `flags`: 0 or `WGF_THREAD_SAFE`.
- `fn`: The kernel.
- `user`: Handed to fn.
- `free_user`: Frees user when the discrepancy dies, also when this call fails; may be `C_NULL`.
"""
wgf_discrepancy_set_kernel(discrepancy, flags, fn, user, free_user) =
    ccall((:wgf_discrepancy_set_kernel, libwgf), wgf_status, (Ptr{wgf_discrepancy}, Int32, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), discrepancy, flags, fn, user, free_user)

"""
    wgf_discrepancy_evaluate(discrepancy, ensemble, target, value, n, d, x)

Value, and gradient in the particles when wanted. Weights of both sides count.

- `discrepancy`: The discrepancy.
- `ensemble`: The particles.
- `target`: Samples for "mmd", "energy", "sinkhorn", "sliced_wasserstein" and "wasserstein"; a density with a score for "ksd".
- `value`: Receives the squared MMD, the energy distance, the squared KSD, the Sinkhorn divergence, the squared sliced Wasserstein-2 distance, or the Wasserstein distance to the power of its order. The sums are shorter when no gradient is wanted, so that the last digits may differ.
- `n`: Number of particles when the gradient is wanted; else 0.
- `d`: Dimension (unconstrained) when the gradient is wanted; else 0.
- `x`: Receives the gradient of value in the particles, n times d; `C_NULL` when not wanted.

Returns: `WGF_E_NUMERIC` when "sinkhorn" does not reach its option "tolerance" within "max_iterations"; the text says what it reached. Also when the value or the largest number of the gradient is above 1.8e308, or not 0 and below 2.2e-308, as a squared distance of 1e200 is: other units of length help. Within that range the unit does not matter, and multiplying all lengths by a power of two changes no bit of a mantissa.
"""
wgf_discrepancy_evaluate(discrepancy, ensemble, target, value, n, d, x) =
    ccall((:wgf_discrepancy_evaluate, libwgf), wgf_status, (Ptr{wgf_discrepancy}, Ptr{wgf_ensemble}, Ptr{wgf_target}, Ptr{Float64}, Int64, Int64, Ptr{Float64}), discrepancy, ensemble, target, value, n, d, x)

end
