// WGF_DISPATCH(f, arguments...) calls the f that HWY_EXPORT(f) listed for the instruction set of isa.h.
// HWY_DYNAMIC_DISPATCH would follow Highway's own process-wide choice, which set_isa and WGF_ISA do not
// touch.
#pragma once

#include "hwy/highway.h"
#include "simd/isa.h"

#if (HWY_TARGETS & (HWY_TARGETS - 1)) == 0
#define WGF_DISPATCH(f, ...) HWY_STATIC_DISPATCH(f)(__VA_ARGS__)
#else
#define WGF_DISPATCH(f, ...) (*(HWY_DISPATCH_TABLE(f)[::wgf::simd::isa_row()]))(__VA_ARGS__)
#endif
