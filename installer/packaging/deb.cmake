# cpack -G DEB, from a release build.
set(CPACK_PACKAGE_NAME rollcall)
set(CPACK_PACKAGE_VENDOR Rollcall)
set(CPACK_PACKAGE_CONTACT "Rollcall maintainers <maintainers@rollcall.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "load-balanced, highly available clusters of one application")
set(CPACK_PACKAGE_DESCRIPTION
    "A desktop console, a node service and a command line that turn several servers
of one application, sharing a database, into a cluster: every active node
serves, one is primary, and another takes over within two seconds.")
set(CPACK_PACKAGE_FILE_NAME "rollcall_${PROJECT_VERSION}_${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The database drivers are plugins: dpkg-shlibdeps cannot see them.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libqt6sql6-sqlite, libqt6sql6-psql")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gnome-keyring | kwalletmanager, fonts-inter")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
if(NOT CPACK_GENERATOR)
    set(CPACK_GENERATOR DEB)
endif()
