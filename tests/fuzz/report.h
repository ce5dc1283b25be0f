// What a child process tells its parent while it lives, in memory that both see: the last calls, counts, and what did not hold.
#pragma once

#include <atomic>
#include <cstdint>

namespace wgf::fuzz {

struct report {
  static constexpr int64_t lines_kept = 48, line_size = 480;

  std::atomic<int64_t> seed, call, lines;  // of now
  std::atomic<int64_t> called[256], done[256];
  std::atomic<bool> complained;
  char line[lines_kept][line_size];
  char complaint[1000];

  void begin(int64_t a_seed);
  int64_t write(const char *text);                                               // one more call; its number
  void append(int64_t at, const char *text);                                     // what that call gave
  void complain(const char *format, ...) __attribute__((format(printf, 2, 3)));  // the first one is kept
  void print() const;                                                            // the last calls and the complaint, on stdout
};

}  // namespace wgf::fuzz
