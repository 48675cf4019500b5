using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>The queries over records that the features keep, in the order of their ids.</summary>
internal static class RecordQueries
{
    public static ImmutableArray<IControlQuery> All { get; } =
    [
        new FourEyes(), new BundleComplete(), new HoldoutUntouched(), new PackageVerified(),
        new RunReplayable(), new CardFilled(), new LifecycleLawful(), new RollbackDrilled(),
        new InventoryComplete(), new DossierWithoutGaps(), new LineageClosed(), new QualityMet(),
        new DatasheetWritten(), new PersonalDataAnswered(), new EverythingClassified(), new GroupsRepresented(),
        new PreparationRecorded(), new WithinRegions(), new DriftMonitorAlive(), new DriftHandled(),
        new FairnessMonitorAlive(), new FairnessWithinLimits(), new ObjectivesMet(), new QualityHolds(),
        new CalibrationHonest(), new GoldenSetsPass(), new RobustnessTested(), new AlarmsMeasured(),
        new FeedbackCloses(), new UsedInScope(), new ExplanationsRight(), new OversightWorks(),
        new Contestable(), new ChainVerifies(), new ChangesAudited(), new PredictionsSealed(),
        new RetentionFloorsKept(), new LogsClean(), new ClocksAgree(), new KeysFresh(),
        new LeastPrivilege(), new ReviewsDone(), new StrongSignIn(), new AuthorisationProven(),
        new EventsTriaged(), new FrontDoorGuarded(), new EncryptedAtRest(), new EncryptedInTransit(),
        new SecretsRotated(), new ConfigurationBaseline(), new EnvironmentsApart(), new CapacityWatched(),
        new NoSinglePoint(), new IncidentsAnswered(), new PostmortemsWritten(), new RunbooksRehearsed(),
        new AlertsArrive(), new PurgesRun(), new InputsMinimal(), new AnonymityMeasured(),
        new DisclosuresRecorded(), new OwnersNamed(), new EvidenceHealthy(), new EvaluatorAlive(),
    ];
}
