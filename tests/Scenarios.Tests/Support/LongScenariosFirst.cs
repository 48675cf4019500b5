using Kolosal.Testing;

[assembly: TestCollectionOrderer("Kolosal.Scenarios.LongScenariosFirst", "Kolosal.Scenarios.Tests")]

namespace Kolosal.Scenarios;

/// <summary>The scenarios of more than half a minute.</summary>
public sealed class LongScenariosFirst() : LongestFirst(
    nameof(KilledServerKeepsItsWord), nameof(KilledSilosKeepTheirWord), nameof(KilledRunsEndTheSame), nameof(LostRowsAreToldAndPassed),
    nameof(TwoSilosTrainOn), nameof(ThreeSilosTrainOn), nameof(DamagedBasisIsRefused), nameof(DamagedAuditLogIsToldAndSurvived),
    nameof(DamagedContentIsToldAndSurvived), nameof(MachineMovesToACluster));
