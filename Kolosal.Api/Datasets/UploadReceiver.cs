using System.Text.Unicode;
using Kolosal.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Kolosal.Datasets;

/// <summary>Reads the multipart form part by part: the file goes to the staging area as it arrives and is never held in memory.</summary>
internal sealed class UploadReceiver(DatasetIntake intake, DatasetVersions versions, IOptions<DatasetOptions> options)
{
    /// <summary>Room for the form around the file.</summary>
    private const long FormBytes = 1 << 20;

    /// <summary>The reader's own 4 KiB would cut a large file into as many writes.</summary>
    private const int FormBufferBytes = 1 << 18;

    private const int LongestField = 200;
    private const int LongestBoundary = 200;

    /// <param name="context">The request.</param>
    /// <param name="caller">Whose it is.</param>
    /// <param name="cancel">Stops the intake.</param>
    /// <param name="parent">The dataset that the file's rows are appended to; the form's field <c>parent</c> when null.</param>
    public async Task<Result<DatasetDescription>> ReceiveAsync(
        HttpContext context, Caller caller, CancellationToken cancel, string? parent = null)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = options.Value.MaximumBytes + FormBytes;
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type))
            return Malformed("Send the file as multipart/form-data in a part named file.");
        string boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length is 0 or > LongestBoundary) return Malformed($"The form's boundary must have 1 to {LongestBoundary} characters.");

        try
        {
            return await ReadAsync(new MultipartReader(boundary, context.Request.Body, FormBufferBytes), caller, parent, cancel);
        }
        catch (IOException e) when (e is not BadHttpRequestException && e.Message.StartsWith("Unexpected end of Stream", StringComparison.Ordinal))
        {
            return Malformed("The form ends before its last boundary. Send it whole.");
        }
    }

    private async Task<Result<DatasetDescription>> ReadAsync(MultipartReader form, Caller caller, string? parent, CancellationToken cancel)
    {
        string? name = null, sheet = null;
        while (await form.ReadNextSectionAsync(cancel) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part))
                return Malformed("A part has no Content-Disposition.");
            string? fileName = HeaderUtilities.RemoveQuotes(part.FileNameStar.HasValue ? part.FileNameStar : part.FileName).Value;
            if (part.IsFileDisposition())
            {
                var arrival = new FileArrival(parent is null ? "upload" : "append", fileName, name, Sheet: sheet);
                return parent is null ? await intake.TakeAsync(caller.Workspace, arrival, section.Body, cancel)
                    : await versions.AppendAsync(caller.Key(parent), arrival, section.Body, cancel);
            }

            switch (HeaderUtilities.RemoveQuotes(part.Name).Value)
            {
                case "name": name = await FieldAsync(section.Body, cancel); break;
                case "parent": parent ??= await FieldAsync(section.Body, cancel); break;
                case "sheet": sheet = await FieldAsync(section.Body, cancel); break;
            }
        }

        return Malformed("The form has no file. Send it in a part named file, with a file name; name, parent and sheet go before it.");
    }

    private static async Task<string> FieldAsync(Stream body, CancellationToken cancel)
    {
        var bytes = new byte[LongestField + 1];
        int read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        if (read > LongestField) throw BadName($"The dataset's name is longer than {LongestField} bytes.");
        if (!Utf8.IsValid(bytes.AsSpan(0, read))) throw BadName("The dataset's name is not UTF-8.");
        string name = System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, read));
        return name.Any(char.IsControl) ? throw BadName("The dataset's name must not hold control characters.") : name;
    }

    private static ProblemException BadName(string detail) => new(new Problem(400, "datasets.name", detail));

    private static Refusal Malformed(string message) => Refusal.Invalid("request.malformed-form", message);
}
