# The catalogue is the list of files in a folder: wgf_catalogue(flows "const wgf::flow_spec &flow_") writes flows.inc into the build
# folder, with one line WGF_ENTRY(name) for each src/flows/name.cpp.
set(WGF_GENERATED ${CMAKE_CURRENT_BINARY_DIR}/generated)

function(wgf_write_if_changed path content)
  file(CONFIGURE OUTPUT ${path} CONTENT "${content}" @ONLY)
endfunction()

function(wgf_catalogue folder suffix macro output)
  file(GLOB files CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}/src/${folder} src/${folder}/*${suffix})
  list(SORT files)
  set(entries "")
  set(includes "")
  foreach(file IN LISTS files)
    string(REGEX REPLACE "${suffix}$" "" name ${file})
    string(APPEND entries "${macro}(${name})\n")
    string(APPEND includes "#include \"${folder}/${file}\"\n")
  endforeach()
  wgf_write_if_changed(${WGF_GENERATED}/${output}.inc "${entries}")
  wgf_write_if_changed(${WGF_GENERATED}/${output}_includes.inc "${includes}")
endfunction()

wgf_catalogue(flows .cpp WGF_ENTRY flows)
wgf_catalogue(targets .cpp WGF_ENTRY targets)
wgf_catalogue(discrepancies .cpp WGF_ENTRY discrepancies)
wgf_catalogue(kernels/approximations .cpp WGF_ENTRY approximations)
wgf_catalogue(pair/profiles -inl.h WGF_PROFILE profiles)
configure_file(include/wgf/version.h.in ${WGF_GENERATED}/wgf/version.h @ONLY)
