#include "app/ctl/passphrase.h"

#include <array>
#include <csignal>
#include <cstdio>

#include <termios.h>
#include <unistd.h>

namespace rollcall::ctl
{

namespace
{

volatile std::sig_atomic_t interruptedBy = 0;

void interrupt(int signal)
{
    interruptedBy = signal;
}

/// The terminal does not show what is typed while this lives; it does again also when the program is
/// interrupted meanwhile, which is what ends it then.
class Unseen
{
public:
    Unseen()
    {
        m_changed = ::tcgetattr(STDIN_FILENO, &m_before) == 0;
        termios quiet = m_before;
        quiet.c_lflag &= ~tcflag_t(ECHO);
        m_changed = m_changed && ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
        struct sigaction noted {
        };
        noted.sa_handler = interrupt; // without SA_RESTART: reading ends
        for (std::size_t i = 0; i < ending.size(); ++i)
            ::sigaction(ending[i], &noted, &m_handlers[i]);
    }
    ~Unseen()
    {
        if (m_changed)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
        std::fputc('\n', stderr);
        for (std::size_t i = 0; i < ending.size(); ++i)
            ::sigaction(ending[i], &m_handlers[i], nullptr);
        if (interruptedBy != 0)
            ::raise(interruptedBy);
    }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;

private:
    static constexpr std::array<int, 3> ending{SIGINT, SIGTERM, SIGHUP};
    std::array<struct sigaction, 3> m_handlers{};
    termios m_before{};
    bool m_changed = false;
};

/// Without the white space around it, as from a file.
Secret asked(const char* question)
{
    std::fputs(question, stderr);
    std::fflush(stderr);
    const Unseen unseen;
    QByteArray line;
    for (char each = 0; ::read(STDIN_FILENO, &each, 1) == 1 && each != '\n' && line.size() < 4096;)
        line.append(each);
    return Secret(line.trimmed());
}

} // namespace

Result<Secret> passphraseFrom(const QString& file, PassphraseFor purpose)
{
    if (!file.isEmpty())
        return readSecretFile(file);
    if (!::isatty(STDIN_FILENO))
        return failure(ErrorKind::Invalid,
                       QStringLiteral("There is no terminal to ask for the passphrase on."),
                       QStringLiteral("Give --passphrase-file FILE."));
    Secret first = asked("Passphrase of the backup: ");
    if (purpose == PassphraseFor::Sealing && !(asked("The same once more: ") == first))
        return failure(ErrorKind::Invalid, QStringLiteral("The two passphrases differ."),
                       QStringLiteral("Start again."));
    return first;
}

} // namespace rollcall::ctl
