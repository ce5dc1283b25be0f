// The C API as it is, for the tree that swigxml.py reads.
%module wgf

typedef signed int int32_t;
typedef unsigned int uint32_t;
typedef unsigned char uint8_t;
typedef long long int64_t;
#define WGF_API

%immutable;
%nodefaultctor;
%nodefaultdtor;

%include "wgf/version.h"
%include "wgf/base.h"
%include "wgf/options.h"
%include "wgf/context.h"
%include "wgf/target.h"
%include "wgf/ensemble.h"
%include "wgf/draws.h"
%include "wgf/diagnostics.h"
%include "wgf/sampler.h"
%include "wgf/flow.h"
%include "wgf/discrepancy.h"
