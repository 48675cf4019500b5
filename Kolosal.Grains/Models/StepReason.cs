namespace Kolosal.Models;

/// <summary>Why a version takes a step.</summary>
internal sealed record StepReason(string Action, string By, string Note, DateTimeOffset At);
