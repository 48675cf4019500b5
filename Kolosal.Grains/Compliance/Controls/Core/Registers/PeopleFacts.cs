using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>An entry of the record of processing activities.</summary>
/// <param name="Id">As <c>pro_…</c>.</param>
/// <param name="Status">As <c>approved</c>, which means that everything that GDPR Art. 30(1) asks is there.</param>
/// <param name="About">Its datasets and models.</param>
/// <param name="ReviewedAt">When it was approved last; null while it is not.</param>
public sealed record ProcessingFact(string Id, string Status, ImmutableArray<string> About, DateTimeOffset? ReviewedAt);

/// <summary>What a person asks about their data.</summary>
/// <param name="Id">As <c>req_…</c>.</param>
/// <param name="Kind">As <c>erase</c>.</param>
/// <param name="Status">As <c>fulfilled</c>.</param>
/// <param name="ReceivedAt">When it came in.</param>
/// <param name="DueAt">By when it is answered.</param>
/// <param name="AnsweredAt">When it was; null while it is not.</param>
/// <param name="ErasureId">The erasure that carried it out; null for none.</param>
/// <param name="IsProbe">Sent to see that requests come through.</param>
public sealed record SubjectRequestFact(
    string Id, string Kind, string Status, DateTimeOffset ReceivedAt, DateTimeOffset DueAt, DateTimeOffset? AnsweredAt, string? ErasureId,
    bool IsProbe);

/// <summary>An erasure.</summary>
/// <param name="Id">As <c>er_…</c>.</param>
/// <param name="IsComplete">Nothing that held the person was left.</param>
public sealed record ErasureProofFact(string Id, bool IsComplete);

/// <summary>A concern.</summary>
/// <param name="Id">As <c>con_…</c>.</param>
/// <param name="ReceivedAt">When it came in.</param>
/// <param name="AcknowledgeBy">By when who raised it is told that it came in.</param>
/// <param name="AcknowledgedAt">When they were; null while they are not.</param>
/// <param name="AnswerBy">By when they are answered.</param>
/// <param name="AnsweredAt">When they were; null while they are not.</param>
/// <param name="SaysEffect">What follows for the risk register is stated.</param>
/// <param name="IsProbe">Sent to see that concerns come through.</param>
public sealed record ConcernFact(
    string Id, DateTimeOffset ReceivedAt, DateTimeOffset AcknowledgeBy, DateTimeOffset? AcknowledgedAt, DateTimeOffset AnswerBy,
    DateTimeOffset? AnsweredAt, bool SaysEffect, bool IsProbe);

/// <summary>What the law asks after one incident.</summary>
/// <param name="Incident">The incident's id.</param>
/// <param name="DecideBy">By when it is decided whether it is reportable.</param>
/// <param name="DecidedAt">When it was; null while it is not.</param>
/// <param name="Clocks">Authorities' deadlines, by law.</param>
/// <param name="AffectsUsers">Users are affected; null while nobody said.</param>
/// <param name="TellBy">By when they are told.</param>
/// <param name="ToldAt">When they were; null while they are not.</param>
/// <param name="HasStatusPage">The status page speaks of it.</param>
public sealed record IncidentDutyFact(
    string Incident, DateTimeOffset DecideBy, DateTimeOffset? DecidedAt, ImmutableArray<ClockFact> Clocks, bool? AffectsUsers,
    DateTimeOffset TellBy, DateTimeOffset? ToldAt, bool HasStatusPage);

/// <summary>A deadline.</summary>
/// <param name="Law">As <c>gdpr_breach</c>.</param>
/// <param name="DueAt">By when.</param>
/// <param name="MetAt">When it was met; null while it is not.</param>
public sealed record ClockFact(string Law, DateTimeOffset DueAt, DateTimeOffset? MetAt);
