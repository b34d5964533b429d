#include "model/core/background.h"
#include "ui/widgets/savefile.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

#include <memory>
#include <optional>

using namespace rollcall;

class SaveFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasChosenIsWritten()
    {
        QTemporaryDir folder;
        QWidget window;
        std::optional<QString> trouble;
        const QString path = folder.filePath(QStringLiteral("terms.csv"));
        askWhereToSave(
            &window,
            {QStringLiteral("Export Terms"), QStringLiteral("terms.csv"), QStringLiteral("CSV (*.csv)")},
            [&](const QString& chosen) {
                saveFile(&window, chosen, "epoch\n1\n", [&](const QString& said) { trouble = said; });
            });
        auto* chooser = window.findChild<QFileDialog*>();
        QVERIFY(chooser);
        QCOMPARE(chooser->defaultSuffix(), QStringLiteral("csv"));
        Q_EMIT chooser->fileSelected(path);
        QVERIFY(!trouble); // not before the window's thread is free again
        QTRY_VERIFY(trouble.has_value());
        QCOMPARE(*trouble, QString());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("epoch\n1\n"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{QStringLiteral("terms.csv")});
    }

    void whatCannotBeWrittenSaysWhy_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("no such folder") << QStringLiteral("/nowhere/terms.csv");
        QTest::newRow("a folder") << QDir::tempPath();
    }
    void whatCannotBeWrittenSaysWhy()
    {
        QFETCH(QString, path);
        QObject owner;
        QString trouble;
        saveFile(&owner, path, QByteArray(100'000, 'x'), [&](const QString& said) { trouble = said; });
        QTRY_VERIFY(!trouble.isEmpty());
        QVERIFY2(trouble.startsWith(path + QStringLiteral(" cannot be written: ")) && trouble.endsWith(u'.'),
                 qPrintable(trouble));
    }

    void nobodyIsToldWhenTheWindowIsGone()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("late.csv"));
        bool told = false;
        auto owner = std::make_unique<QObject>();
        saveFile(owner.get(), path, "x", [&told](const QString&) { told = true; });
        owner.reset();
        QTRY_VERIFY(QFile::exists(path));
        QVERIFY(backgroundThreads().waitForDone(5'000));
        QCoreApplication::processEvents(); // where its answer would have arrived
        QVERIFY(!told);
    }
};

QTEST_MAIN(SaveFileTest)
#include "tst_savefile.moc"
