#include "model/election/primaryboard.h"

#include <cerrno>
#include <cstring>
#include <new>

#include <sys/mman.h>

namespace rollcall
{

void PrimaryBoardUnmapper::operator()(PrimaryBoard* board) const noexcept
{
    ::munmap(board, sizeof(PrimaryBoard));
}

Result<SharedPrimaryBoard> makePrimaryBoard()
{
    void* memory =
        ::mmap(nullptr, sizeof(PrimaryBoard), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return failure(ErrorKind::Internal,
                       QStringLiteral("The system gave no shared memory for the node service: %1.")
                           .arg(QString::fromLocal8Bit(std::strerror(errno))),
                       QStringLiteral("Free memory on this node, then start the service again."));
    return SharedPrimaryBoard(new (memory) PrimaryBoard);
}

} // namespace rollcall
