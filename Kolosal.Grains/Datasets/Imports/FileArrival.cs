namespace Kolosal.Datasets;

/// <summary>A file that comes in.</summary>
/// <param name="Kind">How: <c>upload</c>, <c>sample</c>, <c>append</c>, <c>url</c>, ….</param>
/// <param name="FileName">As it was called where it came from.</param>
/// <param name="Name">A name for people; the file's when null or blank.</param>
/// <param name="Origin">Where it was fetched from, without credentials; null for what was sent.</param>
/// <param name="Sheet">Which sheet of a workbook, by name or number from 1; the first that has cells when null.</param>
/// <param name="Derivation">How the content came out of another dataset; null for what came from outside.</param>
public sealed record FileArrival(
    string Kind, string? FileName, string? Name, string? Origin = null, string? Sheet = null, DatasetDerivation? Derivation = null);

/// <summary>A file that has arrived and was looked at.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="FileName">Its checked name.</param>
/// <param name="Format">What it is.</param>
/// <param name="Compression">What it came in.</param>
/// <param name="Sha256">Of its content, and of the sheet where one was chosen.</param>
/// <param name="Bytes">Length of the content.</param>
/// <param name="Inspector">What was seen on the way.</param>
/// <param name="Sheet">The chosen sheet.</param>
public sealed record ReceivedFile(
    string Path, string FileName, TableFormat Format, Compression Compression, string Sha256, long Bytes, ContentInspector Inspector, string? Sheet);
