# Windows and macOS: defined so that CPack there makes an installer of the console and the command line.
# Neither could be built where Rollcall is developed; nothing else in the project claims that they work.
if(WIN32)
    set(CPACK_GENERATOR NSIS)
    set(CPACK_NSIS_DISPLAY_NAME Rollcall)
    set(CPACK_PACKAGE_EXECUTABLES rollcall Rollcall)
elseif(APPLE)
    set(CPACK_GENERATOR DragNDrop)
endif()
