#pragma once

namespace rollcall
{

/// Raises this process's limit of open files as far as it may go without rights, and says how many files
/// that are.
int raiseOpenFileLimit();

} // namespace rollcall
