namespace Kolosal.Storage;

/// <summary>
/// Uploads on their way in: plain temporary files of mode 0600 on this machine, discarded after ingestion. What a killed
/// process left behind is swept at the next start, so nothing that must survive belongs here.
/// </summary>
public interface IStagingArea
{
    /// <summary>Writes the stream to a new file and hashes it on the way.</summary>
    /// <param name="content">Read to its end.</param>
    /// <param name="extension">Ending of the file's name with its dot, such as
    /// <c>.csv.gz</c>; empty, or one or two parts of 1 to 16 letters and digits.</param>
    /// <param name="maximumBytes">Most that is accepted.</param>
    /// <param name="cancel">Stops the transfer; nothing is left behind.</param>
    /// <exception cref="UploadTooLargeException">The stream is longer than <paramref name="maximumBytes"/>; nothing is left behind.</exception>
    Task<StagedFile> StageAsync(Stream content, string extension, long maximumBytes, CancellationToken cancel);

    /// <summary>Full path of a staged file.</summary>
    /// <exception cref="FileNotFoundException">It was discarded, swept, or never staged here.</exception>
    string PathOf(string stagedId);

    /// <summary>Deletes a staged file; nothing happens when it has gone already.</summary>
    void Discard(string stagedId);

    /// <summary>A path in the same folder that nobody else uses, for intermediate files of the caller, who deletes them.</summary>
    string NewScratchPath(string extension);
}
