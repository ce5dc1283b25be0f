// The pthread_create of this program, which can be told to fail as it does when a user has too many threads.
#pragma once

namespace wgf::fuzz::failing_threads {

void fail(bool from_now_on);

}  // namespace wgf::fuzz::failing_threads
