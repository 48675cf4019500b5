namespace Kolosal.Storage;

/// <summary>One condition on a field.</summary>
/// <remarks>
/// A number in the document is compared as a number (a value that is no number never matches), text by its UTF-8 bytes, a boolean
/// with <c>true</c> or <c>false</c>. A missing or null field matches nothing. <c>id</c>,
/// <c>created_at</c> and <c>updated_at</c> are those of the entry.
/// </remarks>
/// <param name="Field">Member of the document, dots for members of members; <c>[a-z0-9_.]</c>, 1 to 64 characters.</param>
/// <param name="Operator">How to compare.</param>
/// <param name="Value">What to compare with, in invariant notation.</param>
public sealed record CatalogueFilter(string Field, FilterOperator Operator, string Value);
