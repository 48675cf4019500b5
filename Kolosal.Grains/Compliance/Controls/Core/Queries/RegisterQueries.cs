using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>The questions to registers: risks, assessments, requests and the like, and to what was reported from outside.</summary>
internal static class RegisterQueries
{
    /// <summary>In the order of their ids.</summary>
    public static ImmutableArray<IControlQuery> All { get; } =
    [
        new ThirdPartiesKnown(), new EmergencyUseReviewed(), new VulnerabilitiesMended(), new BuildProven(), new AuthoritiesToldInTime(),
        new AffectedPartiesTold(), new BackupsFresh(), new RestoreDrillEqual(), new FaultsDrilled(), new ProcessingRecorded(),
        new RequestsInTime(), new RisksCurrent(), new ImpactAssessed(), new PeopleTrained(), new ConcernsAnswered(), new ObjectivesMeasured(),
    ];
}
