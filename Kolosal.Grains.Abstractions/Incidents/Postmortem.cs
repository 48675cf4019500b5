namespace Kolosal.Incidents;

/// <summary>The sections of a post-mortem; people write them, nothing is filled in for them.</summary>
/// <param name="Summary">What happened, in a few sentences.</param>
/// <param name="Impact">Whom it touched, and how.</param>
/// <param name="RootCause">Why it happened.</param>
/// <param name="Detection">How it was noticed, and why not earlier.</param>
/// <param name="Response">What was done, and what helped.</param>
/// <param name="Lessons">What is done otherwise from now on.</param>
[GenerateSerializer, Immutable, Alias("kolosal.postmortem-text")]
public sealed record PostmortemText(string Summary, string Impact, string RootCause, string Detection, string Response, string Lessons);

/// <param name="Text">Its sections.</param>
/// <param name="Author">Who wrote it last.</param>
/// <param name="WrittenAt">When.</param>
[GenerateSerializer, Immutable, Alias("kolosal.postmortem")]
public sealed record Postmortem(PostmortemText Text, string Author, DateTimeOffset WrittenAt);
