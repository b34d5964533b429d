#include "model/node/servicenotify.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace rollcall
{

namespace
{

std::string take(const char* variable)
{
    const char* value = std::getenv(variable);
    std::string text = value ? value : "";
    ::unsetenv(variable);
    return text;
}

} // namespace

ServiceNotify ServiceNotify::takeFromEnvironment()
{
    ServiceNotify notify;
    notify.m_socket = take("NOTIFY_SOCKET");
    const std::string pid = take("WATCHDOG_PID");
    const long long microseconds = std::atoll(take("WATCHDOG_USEC").c_str());
    const bool isMeant = pid.empty() || pid == std::to_string(::getpid());
    if (isMeant && microseconds > 0 && !notify.m_socket.empty())
        notify.m_rhythm = std::max(Millis(1), Millis(microseconds / 2000));
    return notify;
}

bool ServiceNotify::send(const std::string& message) const
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const bool isLocal = !m_socket.empty() && (m_socket[0] == '/' || m_socket[0] == '@');
    if (!isLocal || m_socket.size() >= sizeof address.sun_path)
        return false;
    std::memcpy(address.sun_path, m_socket.data(), m_socket.size());
    if (m_socket[0] == '@')
        address.sun_path[0] = '\0';
    const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return false;
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + m_socket.size());
    const ssize_t sent = ::sendto(descriptor, message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                                  reinterpret_cast<const sockaddr*>(&address), length);
    ::close(descriptor);
    return sent == static_cast<ssize_t>(message.size());
}

} // namespace rollcall
