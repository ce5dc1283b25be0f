# The library: one set of position-independent objects, a shared and a static library from it.
# wgf.pc and wgfConfig.cmake name the same modules to users of the static library.
set(WGF_PC_MODULES libhwy libhwy-contrib)
if(WGF_THREADS)
  list(APPEND WGF_PC_MODULES tbb)
endif()
find_package(PkgConfig REQUIRED)
pkg_check_modules(WGF_NEEDS REQUIRED IMPORTED_TARGET ${WGF_PC_MODULES})
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(Threads REQUIRED)

file(GLOB_RECURSE WGF_SOURCES CONFIGURE_DEPENDS src/*.cpp)

# What every compilation of this project's C++ shares.
add_library(wgf_flags INTERFACE)
target_compile_features(wgf_flags INTERFACE cxx_std_20)
# No contraction: the same operations on every instruction set, unless a fused one is written out.
target_compile_options(wgf_flags INTERFACE -ffp-contract=off $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wconversion -Wsign-conversion -Wno-restrict>)  # -Wrestrict: g++ 12 warns of std::string itself (its PR 105651)
if(WGF_WARNINGS_AS_ERRORS)
  target_compile_options(wgf_flags INTERFACE -Werror)
endif()

# Vectors of sizes unknown to the compiler fit into no array.
target_compile_definitions(wgf_flags INTERFACE "HWY_DISABLED_TARGETS=(HWY_SVE|HWY_SVE2|HWY_SVE_256|HWY_SVE2_128|HWY_RVV)")

add_library(wgf_objects OBJECT ${WGF_SOURCES})
# Without the first g++ copies Highway's tables of indices to the stack on every call: sorts are 5 to 10 times slower. The address
# sanitizer takes the tables for variables of a scope that ended, hence the second.
set(vectorised ${WGF_SOURCES})
list(FILTER vectorised INCLUDE REGEX "/src/(simd|pair)/")
set_source_files_properties(${vectorised} PROPERTIES COMPILE_OPTIONS "-fmerge-all-constants;-fno-sanitize-address-use-after-scope")
set_target_properties(wgf_objects PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
                                             CXX_EXTENSIONS OFF)
target_include_directories(wgf_objects PUBLIC src include ${WGF_GENERATED})
target_compile_definitions(wgf_objects PUBLIC WGF_WITH_TBB=$<BOOL:${WGF_THREADS}>)
target_include_directories(wgf_objects SYSTEM PUBLIC $<TARGET_PROPERTY:Eigen3::Eigen,INTERFACE_INCLUDE_DIRECTORIES>)
target_link_libraries(wgf_objects PRIVATE wgf_flags)

set(WGF_PRIVATE_LIBRARIES PkgConfig::WGF_NEEDS Threads::Threads)
target_link_libraries(wgf_objects PRIVATE ${WGF_PRIVATE_LIBRARIES})

function(wgf_public_includes target)
  target_include_directories(
    ${target} INTERFACE $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${WGF_GENERATED}>
                        $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
endfunction()

add_library(wgf SHARED $<TARGET_OBJECTS:wgf_objects>)
set_target_properties(wgf PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${WGF_ABI_VERSION} LINKER_LANGUAGE CXX)
target_link_options(wgf PRIVATE -Wl,--version-script=${CMAKE_CURRENT_SOURCE_DIR}/cmake/libwgf.map -Wl,--no-undefined)
set_target_properties(wgf PROPERTIES LINK_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cmake/libwgf.map)
target_link_libraries(wgf PRIVATE ${WGF_PRIVATE_LIBRARIES})
wgf_public_includes(wgf)
add_library(wgf::wgf ALIAS wgf)

add_library(wgf_static STATIC $<TARGET_OBJECTS:wgf_objects>)
set_target_properties(wgf_static PROPERTIES OUTPUT_NAME wgf LINKER_LANGUAGE CXX)
target_compile_definitions(wgf_static INTERFACE WGF_STATIC)
target_link_libraries(wgf_static PRIVATE ${WGF_PRIVATE_LIBRARIES})
wgf_public_includes(wgf_static)
add_library(wgf::static ALIAS wgf_static)
