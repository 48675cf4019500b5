using System.ComponentModel.DataAnnotations;

namespace Kolosal.Predictions;

/// <summary>Section <c>Kolosal:Predictions</c>.</summary>
public sealed class PredictionsOptions
{
    public const string Section = "Kolosal:Predictions";

    /// <summary>Milliseconds for which a predictor trusts what the model told it; a
    /// suspension or a promotion bites within it. 10 to 60,000. Default: 1,000.</summary>
    [Range(10, 60_000)]
    public int RefreshMilliseconds { get; set; } = 1_000;

    /// <summary>Rows of one request; 1 to 100,000. Default: 10,000.</summary>
    [Range(1, 100_000)]
    public int MaximumRows { get; set; } = 10_000;

    /// <summary>Memory for loaded models, shared by all of a silo, in MiB: the ones used longest ago go first, the one in use stays. 1 to
    /// 1,048,576. Default: 1,024.</summary>
    [Range(1, 1 << 20)]
    public int ModelMegabytes { get; set; } = 1_024;

    /// <summary>
    /// Memory for scores of requests that came before, of models whose plan remembers them, shared by all of a silo, in MiB; 1 to 4,096.
    /// Default: 64.
    /// </summary>
    [Range(1, 4_096)]
    public int CacheMegabytes { get; set; } = 64;

    /// <summary>Rows that wait to be scored by shadows on a silo; beyond, they are shed and counted. 100 to 10,000,000. Default: 100,000.</summary>
    [Range(100, 10_000_000)]
    public int ShadowRows { get; set; } = 100_000;

    /// <summary>Milliseconds over which the feed gathers requests before it publishes them to the monitors; 1 to 1,000. Default: 50.</summary>
    [Range(1, 1_000)]
    public int GatherMilliseconds { get; set; } = 50;

    /// <summary>
    /// Memory for requests that were decoded for the monitors, shared by all of a silo, in MiB; 8 to 4,096. More helps when monitors are far from
    /// each other. Default: 64.
    /// </summary>
    [Range(8, 4_096)]
    public int DecodedMegabytes { get; set; } = 64;

    /// <summary>
    /// Seconds for which a consumer may stand still behind the log before an incident is raised and readiness says so. 5 to 3,600. Default: 30.
    /// </summary>
    [Range(5, 3_600)]
    public int StalledSeconds { get; set; } = 30;

    /// <summary>
    /// Seconds after which a silo of a cluster tells the monitors of a model that has gone quiet how far its log goes: the longest that a
    /// count can lag behind a silo that died. 1 to 300. Default: 5.
    /// </summary>
    [Range(1, 300)]
    public int ReminderSeconds { get; set; } = 5;

    /// <summary>Whether those who count the prediction log are told of it. Switched off, nothing is watched, counted or sealed until it is switched
    /// on again, and then all of it is: for measuring what that costs. Default: true.</summary>
    public bool TellMonitors { get; set; } = true;
}
