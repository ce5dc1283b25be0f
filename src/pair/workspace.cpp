#include <algorithm>
#include <new>
#include <utility>

#include "base/status.h"
#include "pair/gaussian/gaussian_sweep.h"
#include "pair/gaussian/symmetric_sweep.h"
#include "pair/sweep.h"
#include "pair/general/general_sweep.h"

namespace wgf::pair {

namespace {

constexpr std::align_val_t alignment{static_cast<size_t>(vector_bytes)};

}  // namespace

workspace::~workspace() { ::operator delete(memory_, alignment); }

workspace::workspace(workspace &&other) noexcept
    : memory_(std::exchange(other.memory_, nullptr)), bytes_(std::exchange(other.bytes_, size_t{0})) {}

workspace &workspace::operator=(workspace &&other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

void workspace::reserve(size_t bytes) {
  if (bytes <= bytes_) return;
  void *larger = ::operator new(bytes, alignment, std::nothrow);
  require(larger != nullptr, WGF_E_MEMORY, "out of memory for the sums over pairs of particles");
  ::operator delete(memory_, alignment);
  memory_ = larger;
  bytes_ = bytes;
}

void workspace::prepare(int64_t n, int64_t m, int64_t d, int64_t columns, int threads) {
  const sizes s{n, m, d, columns, threads};
  reserve(std::max({bytes_needed<general_sweep<double>>(s), bytes_needed<general_sweep<float>>(s), bytes_needed<gaussian_sweep<double>>(s),
                    bytes_needed<gaussian_sweep<float>>(s)}));
  if (n == m) reserve(std::max(bytes_needed<symmetric_sweep<double>>(s), bytes_needed<symmetric_sweep<float>>(s)));
}

}  // namespace wgf::pair
