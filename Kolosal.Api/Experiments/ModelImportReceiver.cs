using System.Text.Json;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Kolosal.Experiments;

/// <summary>Reads an import's form: the metadata, then the file, which is stored as it comes and never held in memory.</summary>
internal sealed class ModelImportReceiver(IBlobStore blobs, IOptions<ExperimentsOptions> options)
{
    private const int LongestBoundary = 200, FormBufferBytes = 1 << 18;
    private const long MetadataBytes = 16 << 20;

    private const string Shape =
        "Send multipart/form-data with a part 'metadata' (JSON: name, format, dataset_id, target …), and behind it a part 'file'.";

    private long Most => options.Value.ImportMegabytes * 1024L * 1024;

    public async Task<Result<ModelImport>> ReceiveAsync(HttpContext context, Caller caller, CancellationToken cancel)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = Most + MetadataBytes;
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || type.MediaType != "multipart/form-data") return Malformed(Shape);
        string boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length is 0 or > LongestBoundary) return Malformed($"The form's boundary must have 1 to {LongestBoundary} characters.");
        try
        {
            return await ReadAsync(new MultipartReader(boundary, context.Request.Body, FormBufferBytes), caller.Workspace, cancel);
        }
        catch (IOException e) when (e is not BadHttpRequestException && e.Message.StartsWith("Unexpected end of Stream", StringComparison.Ordinal))
        {
            return Malformed("The form ends before its last boundary. Send it whole.");
        }
        catch (InvalidDataException e)
        {
            return Malformed($"The form cannot be read: {e.Message}");
        }
    }

    private async Task<Result<ModelImport>> ReadAsync(MultipartReader form, string workspace, CancellationToken cancel)
    {
        ModelImportRequest? metadata = null;
        while (await form.ReadNextSectionAsync(cancel) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition,
                out var part)) return Malformed("A part has no Content-Disposition.");
            string name = HeaderUtilities.RemoveQuotes(part.Name).ToString();
            if (name == "metadata")
            {
                var read = await MetadataAsync(section.Body, cancel);
                if (!read.Accepted) return read.Refusal;
                metadata = read.Value;
            }
            else if (name == "file")
            {
                if (metadata is null) return Malformed($"The file came before its metadata. {Shape}");
                return await StoreAsync(section.Body, metadata, workspace, cancel);
            }
        }
        return Malformed($"The form has no {(metadata is null ? "metadata" : "file")}. {Shape}");
    }

    private async Task<Result<ModelImport>> StoreAsync(Stream body, ModelImportRequest metadata, string workspace, CancellationToken cancel)
    {
        await using var limited = new LimitedStream(body, Most);
        BlobRef file;
        try
        {
            file = await blobs.PutAsync(workspace, limited, cancel);
        }
        catch (UploadTooLargeException)
        {
            return new Refusal(RefusalKind.TooLarge, "models.import-too-large",
                $"A model file may have {options.Value.ImportMegabytes} MiB; this one has more. "
                + "Save fewer trees or weights, or raise Kolosal:Experiments:ImportMegabytes.");
        }
        if (file.Length == 0) return Malformed("The file is empty.");
        return new ModelImport(metadata.Name, metadata.Format, file, metadata.DatasetId, metadata.Target ?? "", [.. metadata.Features ?? []],
            (metadata.Categories ?? []).ToImmutableDictionary(column => column.Key, column => column.Value.ToImmutableArray(),
                StringComparer.Ordinal),
            [.. metadata.Classes ?? []], metadata.Metric, metadata.Signature, metadata.PublicKey);
    }

    private static async Task<Result<ModelImportRequest>> MetadataAsync(Stream body, CancellationToken cancel)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await body.ReadAsync(buffer, cancel)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MetadataBytes) return Malformed($"The metadata is longer than {MetadataBytes >> 20} MiB.");
        }
        try
        {
            var metadata = JsonSerializer.Deserialize<ModelImportRequest>(bytes.ToArray(), WireJson.Options);
            if (metadata is null) return Malformed("The metadata is null, and must be an object.");
            if (metadata.Features?.Contains(null!) == true || metadata.Classes?.Contains(null!) == true
                || metadata.Categories?.Values.Any(texts => texts is null || texts.Contains(null!)) == true)
                return Malformed("The metadata names a column, class or category null; each is a text.");
            if (metadata.Format != ModelFormat.Package && string.IsNullOrWhiteSpace(metadata.Target))
                return Malformed("The metadata names no target; say which column of the dataset the model predicts.");
            return metadata;
        }
        catch (JsonException fault)
        {
            return Malformed($"The metadata is no such JSON: {fault.Message}");
        }
    }

    private static Refusal Malformed(string message) => Refusal.Invalid("request.malformed-form", message);

    /// <summary>Throws once more than so many bytes were read.</summary>
    private sealed class LimitedStream(Stream inner, long most) : Stream
    {
        private long seen;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => seen; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Counted(inner.Read(buffer, offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Counted(await inner.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Counted(int read) => (seen += read) <= most ? read : throw new UploadTooLargeException(most);
    }
}
