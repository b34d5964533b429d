#pragma once

namespace rollcall
{

/// Gives back the pages of programs and libraries that only the dynamic linker needed: they are read-only
/// copies of files, and come back by themselves when they are used again. The supervisor, which uses nearly
/// nothing of them, is half as large after that. Call it while the process has one thread.
void dropStartupPages() noexcept;

} // namespace rollcall
