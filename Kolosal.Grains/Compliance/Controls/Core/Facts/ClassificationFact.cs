namespace Kolosal.Compliance.Controls;

/// <summary>What an asset may be used for.</summary>
/// <param name="Asset">As <c>datasets/ds_1</c>.</param>
/// <param name="DataType">As <c>pii</c>.</param>
/// <param name="Residency">As <c>eu</c>; <c>global</c> for anywhere.</param>
/// <param name="IsHeld">A legal hold is on it.</param>
/// <param name="Exists">What it classifies is there.</param>
public sealed record ClassificationFact(
    string Id, string Asset, string Sensitivity, string DataType, string Residency, int? RetentionDays, string? Owner, DateTimeOffset ReviewedAt,
    bool IsHeld, bool Exists);
