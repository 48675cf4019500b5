namespace Kolosal.Tracking;

/// <summary>What a search looks at: fields of one thing.</summary>
public interface ISearchSubject
{
    /// <summary>The number of a field that holds one; null where it is not there, NaN where it is none.</summary>
    double? Number(SearchField field);

    /// <summary>The text of a field that holds one; null where it is not there.</summary>
    string? Text(SearchField field);

    /// <summary>The texts of a field of which there may be several.</summary>
    ImmutableArray<string> Texts(SearchField field);
}
