/// Runs a fuzz target without a fuzzer: over every file of a folder, every beginning of it, and copies with a
/// byte changed here and there, always the same ones. Usage: fuzz_TARGET_replay FOLDER
#include "tests/fuzz/fuzztarget.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>

namespace
{

constexpr int changedCopies = 50;

int runs = 0;

void runOn(const QByteArray& bytes)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.constData()),
                           static_cast<size_t>(bytes.size()));
    ++runs;
}

} // namespace

int main(int count, char** arguments)
{
    const QDir folder(QString::fromLocal8Bit(count == 2 ? arguments[1] : ""));
    const QStringList names = count == 2 ? folder.entryList(QDir::Files, QDir::Name) : QStringList();
    if (names.isEmpty()) {
        std::fprintf(stderr, "no corpus: name its folder\n");
        return 2;
    }
    QRandomGenerator random(1);
    for (const QString& name : names) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly)) {
            std::fprintf(stderr, "%s cannot be read\n", qPrintable(file.fileName()));
            return 2;
        }
        const QByteArray bytes = file.readAll();
        // Every beginning of short ones, some fifty of long ones.
        for (qsizetype size = 0; size <= bytes.size(); size += 1 + bytes.size() / 50)
            runOn(bytes.left(size));
        for (int copy = 0; copy < changedCopies && !bytes.isEmpty(); ++copy) {
            QByteArray changed = bytes;
            for (int change = 0; change <= copy % 4; ++change)
                changed[random.bounded(int(bytes.size()))] = static_cast<char>(random.bounded(256));
            runOn(changed);
        }
        runOn(bytes);
    }
    std::printf("%d runs over %d files\n", runs, int(names.size()));
    return 0;
}
