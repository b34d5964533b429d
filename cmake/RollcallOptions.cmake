include(CTest) # BUILD_TESTING

option(ROLLCALL_CONSOLE "Build the desktop console (needs Qt Widgets and QtKeychain)" ON)
option(ROLLCALL_WERROR "Treat warnings as errors (CI does)" OFF)
option(ROLLCALL_FUZZ "Build the libFuzzer targets instead of the replay of their corpus (needs clang)" OFF)
set(ROLLCALL_SANITIZE "" CACHE STRING "Sanitizers: empty, address or thread")
set_property(CACHE ROLLCALL_SANITIZE PROPERTY STRINGS "" address thread)

# -O3 only makes this kind of program larger and its build longer.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")

# Sources of a room are compiled together: a third of the time of one by one, most of which goes into the headers of Qt.
# Tools that look at single files (clang-tidy, clazy) want it OFF.
option(ROLLCALL_UNITY "Compile the sources of a room in batches" ON)
set(CMAKE_UNITY_BUILD ${ROLLCALL_UNITY})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 10)

# ccache must be told that a precompiled header may stand in for its includes.
find_program(ROLLCALL_CCACHE ccache)
if(ROLLCALL_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${ROLLCALL_CCACHE})
endif()

add_library(rollcall_options INTERFACE)
add_library(Rollcall::Options ALIAS rollcall_options)
target_include_directories(rollcall_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_definitions(
    rollcall_options
    INTERFACE QT_NO_CAST_FROM_ASCII
              QT_NO_CAST_TO_ASCII
              QT_NO_URL_CAST_FROM_STRING
              QT_NO_CAST_FROM_BYTEARRAY
              QT_NO_FOREACH
              QT_NO_KEYWORDS
              QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
              QT_DISABLE_DEPRECATED_BEFORE=0x060400
              ROLLCALL_VERSION="${PROJECT_VERSION}")
target_compile_options(
    rollcall_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                               -Wcast-align -Wunused -Wimplicit-fallthrough -Winvalid-pch -fpch-preprocess)
if(ROLLCALL_UNITY)
    # Sound as a warning about headers only: in a batch every source but the first looks like one.
    target_compile_options(rollcall_options INTERFACE -Wno-subobject-linkage)
endif()
if(ROLLCALL_WERROR)
    target_compile_options(rollcall_options INTERFACE -Werror)
endif()
if(ROLLCALL_SANITIZE STREQUAL "address")
    target_compile_options(rollcall_options INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer)
    target_link_options(rollcall_options INTERFACE -fsanitize=address,undefined)
elseif(ROLLCALL_SANITIZE STREQUAL "thread")
    target_compile_options(rollcall_options INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
    target_link_options(rollcall_options INTERFACE -fsanitize=thread)
elseif(NOT ROLLCALL_SANITIZE STREQUAL "")
    message(FATAL_ERROR "ROLLCALL_SANITIZE is '${ROLLCALL_SANITIZE}'; it takes address or thread.")
endif()
if(ROLLCALL_FUZZ)
    target_compile_options(rollcall_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
