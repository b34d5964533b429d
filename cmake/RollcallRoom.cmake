# Precompiles cmake/pch_KIND.h (model, ui): the first target of a kind builds it, the others use it.
function(rollcall_precompile target kind)
    get_property(owner GLOBAL PROPERTY ROLLCALL_PCH_${kind})
    if(owner)
        target_precompile_headers(${target} REUSE_FROM ${owner})
    else()
        target_precompile_headers(${target} PRIVATE "${CMAKE_SOURCE_DIR}/cmake/pch_${kind}.h")
        set_property(GLOBAL PROPERTY ROLLCALL_PCH_${kind} ${target})
    endif()
endfunction()

# rollcall_room(NAME SOURCES … LINKS …)
#   One static library for the folder it is called in, with the alias Rollcall::NAME.
#   LINKS are PUBLIC: they are the only rooms and packages that its headers and sources may use.
#   All rooms share the precompiled header that Core builds, those of ui/ the one of Theme.
function(rollcall_room NAME)
    cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS" ${ARGN})
    string(TOLOWER "rollcall_${NAME}" target)
    add_library(${target} STATIC ${ROOM_SOURCES})
    add_library(Rollcall::${NAME} ALIAS ${target})
    target_link_libraries(${target} PUBLIC Rollcall::Options ${ROOM_LINKS})
    get_filename_component(top "${CMAKE_CURRENT_SOURCE_DIR}" DIRECTORY)
    if(top STREQUAL "${CMAKE_SOURCE_DIR}/ui")
        rollcall_precompile(${target} ui)
    else()
        rollcall_precompile(${target} model)
    endif()
endfunction()

# rollcall_program(NAME SOURCES … LINKS …): an executable in build/<preset>/bin, installed to bin.
function(rollcall_program NAME)
    cmake_parse_arguments(PROGRAM "" "" "SOURCES;LINKS" ${ARGN})
    add_executable(${NAME} ${PROGRAM_SOURCES})
    target_link_libraries(${NAME} PRIVATE Rollcall::Options ${PROGRAM_LINKS})
    install(TARGETS ${NAME} RUNTIME)
endfunction()

# rollcall_test(NAME SOURCES … LINKS … [TIMEOUT seconds] [SERIAL])
#   A Qt Test program tst_NAME, run by ctest as NAME, always without a display of its own:
#   a test that needs a real window starts its own X server.
function(rollcall_test NAME)
    cmake_parse_arguments(TEST "SERIAL" "TIMEOUT" "SOURCES;LINKS" ${ARGN})
    if(NOT TEST_TIMEOUT)
        set(TEST_TIMEOUT 120)
    endif()
    add_executable(tst_${NAME} ${TEST_SOURCES})
    target_link_libraries(tst_${NAME} PRIVATE Rollcall::Options Rollcall::TestSupport Qt6::Test ${TEST_LINKS})
    # Without Qt Test's own headers: they differ from folder to folder by a macro.
    if("${TEST_LINKS}" MATCHES "Rollcall::(Theme|Widgets|Delegates|Dialogs|Pages|MainWindow)")
        rollcall_precompile(tst_${NAME} ui)
    else()
        rollcall_precompile(tst_${NAME} model)
    endif()
    set_target_properties(tst_${NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    add_test(NAME ${NAME} COMMAND tst_${NAME})
    set_tests_properties(${NAME} PROPERTIES TIMEOUT ${TEST_TIMEOUT} ENVIRONMENT
                         "QT_QPA_PLATFORM=offscreen;ROLLCALL_BIN=${CMAKE_BINARY_DIR}/bin;ROLLCALL_SOURCE=${CMAKE_SOURCE_DIR}")
    if(TEST_SERIAL)
        set_tests_properties(${NAME} PROPERTIES RUN_SERIAL TRUE)
    endif()
endfunction()
