using Kolosal.Audit;
using Kolosal.Backup;
using Kolosal.Engines.DuckDb;
using Kolosal.Learning;
using Kolosal.Testing;

[assembly: TestCollectionOrderer("Kolosal.LongSiloTestsFirst", "Kolosal.Silo.Tests")]

namespace Kolosal;

/// <summary>The classes of more than ten seconds.</summary>
public sealed class LongSiloTestsFirst() : LongestFirst(
    nameof(CellRoundTripTests), nameof(UnitConformanceTests), nameof(TrainerConformanceTests), nameof(BackupTamperTests), nameof(AuditFilesTests));
