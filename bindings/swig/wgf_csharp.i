// SWIG interface of the C# package: class Native of calls that throw, class NativeMethods of P/Invokes, and the enumerations. Handles are
// SafeHandles, so the runtime holds them during a call; arrays are pointers that the caller has pinned; callbacks are addresses.
%module(imclassname="NativeMethods") Native

%{
#include <wgf.h>
%}

%pragma(csharp) moduleclassmodifiers="internal static unsafe partial class"
%pragma(csharp) imclassclassmodifiers="internal unsafe partial class"

%rename("$ignore", %$isclass) "";
%ignore WGF_VERSION;
%ignore WGF_VERSION_MAJOR;
%ignore WGF_VERSION_MINOR;
%ignore WGF_VERSION_PATCH;

// PASS(C type, type in glue, C# type): handed through as it is.
%define PASS(TYPE, GLUE, NAME)
%typemap(ctype) TYPE "GLUE"
%typemap(imtype) TYPE "NAME"
%typemap(cstype) TYPE "NAME"
%typemap(in) TYPE "$1 = ($1_ltype)$input;"
%typemap(csin) TYPE "$csinput"
%enddef

// BY(C type, keyword, C# type): handed through by reference.
%define BY(TYPE, KEYWORD, NAME)
%typemap(ctype) TYPE "void *"
%typemap(imtype) TYPE "KEYWORD NAME"
%typemap(cstype) TYPE "KEYWORD NAME"
%typemap(in) TYPE "$1 = ($1_ltype)$input;"
%typemap(csin) TYPE "KEYWORD $csinput"
%enddef

// ---- status and text ----

PASS(wgf_status, int, Status)
%typemap(csout, excode="") wgf_status { return Failure.Check($imcall); }
%typemap(csout, excode="") wgf_status wgf_flow_step, wgf_status wgf_flow_run, wgf_status wgf_sample { return Failure.News($imcall); }

%typemap(imtype, out="System.IntPtr",
         inattributes="[System.Runtime.InteropServices.MarshalAs(System.Runtime.InteropServices.UnmanagedType.LPUTF8Str)] ") const char * "string"
%typemap(csout, excode="") const char * { return Utf8.Read($imcall); }
%typemap(out) const char * "$result = (char *)$1;"
%typemap(csin) const char * "Given.Text($csinput, nameof($csinput))"
%typemap(csin) const char *text "Given.TextOrNull($csinput, nameof($csinput))"

// Copied at once: the library owns it.
%typemap(ctype) const char ** "void *"
%typemap(imtype) const char ** "out System.IntPtr"
%typemap(cstype) const char ** "out string"
%typemap(in) const char ** "$1 = ($1_ltype)$input;"
%typemap(csin, pre="    System.IntPtr at$csinput = System.IntPtr.Zero;", post="      $csinput = Utf8.Read(at$csinput);") const char ** "out at$csinput"

// ---- numbers and arrays ----

BY(int64_t *, out, long)
PASS(int64_t *indices, void *, long*)
PASS(const int64_t *, void *, long*)
BY(double *value, out, double)
BY(double *worst, out, double)
BY(double *mcse, out, double)
BY(double *ess, out, double)
BY(double *khat, out, double)
BY(double *threshold, out, double)
BY(double *ksd, out, double)
PASS(double *, void *, double*)
PASS(const double *, void *, double*)
BY(const double **, out, double*)
PASS(uint8_t *, void *, byte*)
PASS(const uint8_t *, void *, byte*)
PASS(void *, void *, System.IntPtr)

// ---- handles, records and callbacks: the lists come from gen_cs.py ----

%define HANDLE(TYPE, ARGUMENT, NAME)
PASS(TYPE *, void *, NAME)
PASS(const TYPE *, void *, NAME)
BY(TYPE **result, out, NAME)
PASS(TYPE *closed, void *, System.IntPtr)
%apply TYPE *closed { TYPE *ARGUMENT };
void TYPE ## _destroy(TYPE *ARGUMENT);
%clear TYPE *ARGUMENT;
%enddef

// Lent by a handle, which the caller holds meanwhile.
%define LENT(TYPE, ARGUMENT)
PASS(TYPE *, void *, System.IntPtr)
PASS(const TYPE *, void *, System.IntPtr)
BY(TYPE **ARGUMENT, out, System.IntPtr)
%enddef

%define RECORD(TYPE, NAME)
BY(TYPE *, ref, NAME)
%enddef

%define CALLBACK(TYPE)
PASS(TYPE, void *, System.IntPtr)
%enddef

%include "names.i"
%include "wgf.i"
