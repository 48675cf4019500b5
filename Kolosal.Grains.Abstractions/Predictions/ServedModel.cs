namespace Kolosal.Predictions;

/// <summary>What a version takes and gives.</summary>
/// <param name="Version">The version that would answer.</param>
/// <param name="Task"><c>binary</c>, <c>multiclass</c> or <c>regression</c>.</param>
/// <param name="Target">The predicted column.</param>
/// <param name="Inputs">In the order of a row that is an array.</param>
/// <param name="Classes">Class labels in output order; empty for regression.</param>
[GenerateSerializer, Immutable, Alias("kolosal.served-model")]
public sealed record ServedModel(int Version, string Task, string Target, ImmutableArray<ServedInput> Inputs, ImmutableArray<string> Classes);

/// <summary>One input of a version.</summary>
/// <param name="Name">The column.</param>
/// <param name="Type"><c>numeric</c>, <c>categorical</c>, <c>boolean</c>, <c>date_time</c> or <c>text</c>.</param>
/// <param name="Optional">A row may leave it out, and is taken for one without a value.</param>
/// <param name="Categories">The categories that training saw; their positions are what a float32 body says. Empty for other types.</param>
[GenerateSerializer, Immutable, Alias("kolosal.served-input")]
public sealed record ServedInput(string Name, string Type, bool Optional, ImmutableArray<string> Categories);
