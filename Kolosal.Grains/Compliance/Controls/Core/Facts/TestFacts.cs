namespace Kolosal.Compliance.Controls;

/// <summary>A golden dataset and its last run.</summary>
/// <param name="Run">Null before the first.</param>
public sealed record GoldenSetFact(string Id, string Model, string Sha256, string CreatedBy, GoldenRunFact? Run);

/// <summary>A run of a golden dataset.</summary>
/// <param name="MustFails">Failed cases that must pass.</param>
/// <param name="PassRate">Null where no case ran.</param>
public sealed record GoldenRunFact(int ModelVersion, DateTimeOffset At, int MustFails, double? PassRate);

/// <summary>A regression test.</summary>
/// <param name="Result">As <c>pass</c>; null before the first run.</param>
public sealed record RegressionFact(string Id, string Model, string? Result, DateTimeOffset? LastAt);
