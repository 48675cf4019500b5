using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Predictions;

/// <summary>What came of a model's traffic: versions beside each other, champion against challengers, whether promised coverage is kept. Key
/// <c>workspace/name</c>.</summary>
[Alias("kolosal.predictions.ITrafficMonitorGrain")]
public interface ITrafficMonitorGrain : IGrainWithStringKey
{
    /// <summary>The figures; they follow the replies by about 50 ms, those of shadows by some seconds.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.MonitoringRead)]
    Task<TrafficStanding> GetAsync();

    /// <summary>The adaptive level of a version, a share of misses that intervals and sets are read off at; it may lie outside 0 to 1.</summary>
    /// <param name="version">The version.</param>
    /// <param name="coverage">The share that is promised.</param>
    /// <returns>Null while no outcome has moved it.</returns>
    [Alias("MissLevel"), ReadOnly]
    Task<double?> MissLevelAsync(int version, double coverage);

    /// <summary>Takes what a silo's shadows have counted since it started; the last report of a silo stands for all before.</summary>
    [Alias("ReportShadow"), HostOnly]
    Task ReportShadowAsync(SiloShadowReport report);
}

/// <summary>How the versions of a model do.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Arms">What each version answered, when asked for and as a canary.</param>
/// <param name="Pairs">Champion against challengers, on rows whose outcome is known.</param>
/// <param name="Shadows">Champion against shadows, on rows as they were answered.</param>
/// <param name="Coverage">Whether intervals and sets hold what they promise, by version.</param>
/// <param name="Scope">How many rows were unlike the training data, by day and version; the last eight days.</param>
/// <param name="Purposes">What callers declared to use answers for, by day, version and purpose; the last eight days.</param>
[GenerateSerializer, Immutable, Alias("kolosal.traffic-standing")]
public sealed record TrafficStanding(
    string Model, ImmutableArray<ArmStanding> Arms, ImmutableArray<PairStanding> Pairs, ImmutableArray<ShadowStanding> Shadows,
    ImmutableArray<CoverageStanding> Coverage, ImmutableArray<ScopeDay>? Scope = null,
    ImmutableArray<PurposeDay>? Purposes = null);

/// <summary>Rows of one day and version that were held against what the version was trained on.</summary>
/// <param name="Day">Its beginning, UTC.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Scored">Rows that were held against it: up to 16 of a request, evenly through it; none of a version that was trained on fewer than
/// 100 rows for each of its columns, which show nothing.</param>
/// <param name="Unlike">Of those, with an out-of-distribution score of 0.99 or more, which at most one in a hundred of the training rows has.
/// </param>
[GenerateSerializer, Immutable, Alias("kolosal.scope-day")]
public sealed record ScopeDay(DateTimeOffset Day, int Version, long Scored, long Unlike);

/// <summary>Answered requests of one day and version that declared one purpose.</summary>
/// <param name="Day">Its beginning, UTC.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Purpose">As it was declared; null for the requests that declared none, and for those of <paramref name="Further"/>.</param>
/// <param name="Further">Requests that declared a purpose and are not told apart by it: of a day the first 64 of all versions are.</param>
/// <param name="Requests">How many; refused ones do not count.</param>
[GenerateSerializer, Immutable, Alias("kolosal.purpose-day")]
public sealed record PurposeDay(DateTimeOffset Day, int Version, string? Purpose, bool Further, long Requests);

/// <param name="Version">The version.</param>
/// <param name="Canary">What it answered in place of the champion; otherwise what it was asked for.</param>
/// <param name="Requests">Requests, failed ones included.</param>
/// <param name="Errors">Of those, failed by our fault.</param>
/// <param name="Rows">Rows predicted.</param>
/// <param name="Referred">Of those, sent to a person.</param>
/// <param name="MeanLatencyMilliseconds">Over answered requests; null without any.</param>
/// <param name="FirstAt">Of the first request.</param>
/// <param name="LastAt">Of the last one.</param>
[GenerateSerializer, Immutable, Alias("kolosal.arm-standing")]
public sealed record ArmStanding(
    int Version, bool Canary, long Requests, long Errors, long Rows, long Referred, double? MeanLatencyMilliseconds, DateTimeOffset FirstAt,
    DateTimeOffset LastAt);

/// <summary>A paired, anytime-valid test (betting: Waudby-Smith and Ramdas, arXiv:2010.09686): looking after every outcome costs nothing.</summary>
/// <param name="Champion">The champion.</param>
/// <param name="Challenger">A canary or shadow.</param>
/// <param name="Canary">It got traffic.</param>
/// <param name="Since">Predictions from then on count.</param>
/// <param name="Outcomes">Rows whose outcome is known and that both versions scored.</param>
/// <param name="Unscored">Rows with an outcome that one of them could not score.</param>
/// <param name="ChampionLoss">Mean loss: half the Brier score, or the squared error; null without outcomes or where it is no number.</param>
/// <param name="ChallengerLoss">The same of the challenger.</param>
/// <param name="EvidenceBetter">Highest capital of the bets that the challenger loses less; 1 says nothing.</param>
/// <param name="EvidenceWorse">Highest capital of the bets that it loses more.</param>
/// <param name="Needed">The capital that decides, 2 / alpha.</param>
/// <param name="Finding">What is found so far; once found it stands.</param>
[GenerateSerializer, Immutable, Alias("kolosal.pair-standing")]
public sealed record PairStanding(
    int Champion, int Challenger, bool Canary, DateTimeOffset Since, long Outcomes, long Unscored, double? ChampionLoss, double? ChallengerLoss,
    double EvidenceBetter, double EvidenceWorse, double Needed, PairFinding Finding);

/// <summary>What a paired test found.</summary>
[GenerateSerializer, Alias("kolosal.pair-finding")]
public enum PairFinding
{
    /// <summary>Nothing yet.</summary>
    Undecided,

    /// <summary>The challenger loses less.</summary>
    Better,

    /// <summary>The challenger loses more; a canary is halted.</summary>
    Worse,
}

/// <param name="Champion">The champion.</param>
/// <param name="Challenger">The shadow.</param>
/// <param name="Rows">Rows that both scored.</param>
/// <param name="Unscored">Rows that the shadow could not score.</param>
/// <param name="Shed">Rows that were not scored since too many waited.</param>
/// <param name="Agreed">Rows with the same decision; null for regression.</param>
/// <param name="MeanDistance">Mean distance of the outputs: total variation of classes, absolute difference of numbers; null without rows.</param>
[GenerateSerializer, Immutable, Alias("kolosal.shadow-standing")]
public sealed record ShadowStanding(
    int Champion, int Challenger, long Rows, long Unscored, long Shed, long? Agreed, double? MeanDistance);

/// <param name="Version">The version.</param>
/// <param name="Promised">The share that is promised.</param>
/// <param name="MissLevel">The level at which regions are read off, a share of misses; it moves where it is adaptive.</param>
/// <param name="Outcomes">Rows whose outcome is known.</param>
/// <param name="Covered">Of those, held by the interval or set of the level that stood when the outcome came.</param>
/// <param name="Segments">The same by category of the protected attributes.</param>
[GenerateSerializer, Immutable, Alias("kolosal.coverage-standing")]
public sealed record CoverageStanding(
    int Version, double Promised, double MissLevel, long Outcomes, long Covered, ImmutableArray<SegmentCoverage> Segments);

/// <param name="Attribute">The column.</param>
/// <param name="Category">Its category.</param>
/// <param name="Outcomes">Rows whose outcome is known.</param>
/// <param name="Covered">Of those, held.</param>
/// <param name="Low">Lower end of the share's 95 % interval (Wilson 1927).</param>
/// <param name="High">Upper end.</param>
[GenerateSerializer, Immutable, Alias("kolosal.segment-coverage")]
public sealed record SegmentCoverage(string Attribute, string Category, long Outcomes, long Covered, double Low, double High);

/// <param name="Reporter">Names a silo's life.</param>
/// <param name="Champion">The champion.</param>
/// <param name="Challenger">The shadow.</param>
/// <param name="Regression">Outputs are values and not probabilities.</param>
/// <param name="Rows">Rows that both scored, since the silo started.</param>
/// <param name="Unscored">Rows that the shadow could not score.</param>
/// <param name="Shed">Rows that found the queue full.</param>
/// <param name="Agreed">Rows with the same decision.</param>
/// <param name="Distance">Sum of the distances of the outputs.</param>
[GenerateSerializer, Immutable, Alias("kolosal.silo-shadow-report")]
public sealed record SiloShadowReport(
    string Reporter, int Champion, int Challenger, bool Regression, long Rows, long Unscored, long Shed, long Agreed, double Distance);

public static class TrafficMonitorGrains
{
    public static ITrafficMonitorGrain TrafficMonitor(this IGrainFactory grains, ModelKey model) =>
        grains.GetGrain<ITrafficMonitorGrain>(model.ToString());
}
