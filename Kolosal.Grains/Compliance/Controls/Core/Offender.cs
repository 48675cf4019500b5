namespace Kolosal.Compliance.Controls;

/// <summary>A record for which a query does not hold.</summary>
/// <param name="Id">As <c>models/credit/versions/3</c>.</param>
/// <param name="Wrong">What is wrong with it, as a short sentence without the record's data.</param>
public sealed record Offender(string Id, string Wrong);
