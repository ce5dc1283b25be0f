# What `cmake --install` writes: headers, both libraries, wgf.pc and wgfConfig.cmake. All of it may be moved to another prefix.
include(CMakePackageConfigHelpers)

set(WGF_INSTALL_CMAKEDIR ${CMAKE_INSTALL_LIBDIR}/cmake/wgf)
set(WGF_INSTALL_PCDIR ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(FILES include/wgf.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY include/wgf ${WGF_GENERATED}/wgf DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.h PATTERN *.hpp)

# Two sets, because only users of the static library need the libraries it is made from.
set_target_properties(wgf_static PROPERTIES EXPORT_NAME static)
foreach(kind IN ITEMS Shared Static)
  set(target wgf)
  if(kind STREQUAL Static)
    set(target wgf_static)
  endif()
  install(TARGETS ${target} EXPORT wgf${kind}Targets)
  install(EXPORT wgf${kind}Targets NAMESPACE wgf:: DESTINATION ${WGF_INSTALL_CMAKEDIR})
endforeach()

list(JOIN WGF_PC_MODULES " " WGF_CONFIG_MODULES)
configure_package_config_file(cmake/wgfConfig.cmake.in wgfConfig.cmake INSTALL_DESTINATION ${WGF_INSTALL_CMAKEDIR})
write_basic_package_version_file(wgfConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/wgfConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/wgfConfigVersion.cmake
        DESTINATION ${WGF_INSTALL_CMAKEDIR})

# wgf.pc, with paths from where it lies.
file(RELATIVE_PATH WGF_PC_PREFIX ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" WGF_PC_PREFIX ${WGF_PC_PREFIX})
file(RELATIVE_PATH WGF_PC_LIBDIR ${CMAKE_INSTALL_PREFIX} ${CMAKE_INSTALL_FULL_LIBDIR})
file(RELATIVE_PATH WGF_PC_INCLUDEDIR ${CMAKE_INSTALL_PREFIX} ${CMAKE_INSTALL_FULL_INCLUDEDIR})
list(JOIN WGF_PC_MODULES ", " WGF_PC_REQUIRES)
configure_file(cmake/wgf.pc.in wgf.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/wgf.pc DESTINATION ${WGF_INSTALL_PCDIR})
