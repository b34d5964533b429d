# Every dependency says what it is for; feature_summary() prints it at the end of the configuration.
include(FeatureSummary)

find_package(Qt6 6.4 REQUIRED COMPONENTS Core Network Sql DBus)
set_package_properties(Qt6 PROPERTIES PURPOSE "Event loop, database drivers, TLS-PSK, systemd")
find_package(tl-expected REQUIRED)
set_package_properties(tl-expected PROPERTIES PURPOSE "Result<T>: errors as values at every boundary")
find_package(tomlplusplus REQUIRED)
set_package_properties(tomlplusplus PROPERTIES PURPOSE "node.toml, with line numbers in its errors")
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto SSL)
set_package_properties(OpenSSL PROPERTIES PURPOSE "TLS-PSK to thousands of nodes from one thread, and sealing backups with a passphrase")

if(ROLLCALL_CONSOLE)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Widgets Svg)
    find_package(Qt6Keychain REQUIRED)
    set_package_properties(Qt6Keychain PROPERTIES PURPOSE "Passwords and keys of the console's profiles")
endif()
if(BUILD_TESTING)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Test)
endif()

qt_standard_project_setup()
# Generated sources of one library stay out of another's include path.
set(CMAKE_AUTOMOC ON)
set(CMAKE_AUTORCC ON)
set(CMAKE_AUTOUIC OFF)
