using System.Buffers.Binary;
using System.IO.Compression;

namespace Kolosal.Datasets;

/// <summary>Takes a file out of its wrapping, with a bound on how far it may grow.</summary>
internal static class Unpacking
{
    /// <summary>Growth that is allowed whatever the ratio: small files of repeated text compress very well.</summary>
    private const long AlwaysAllowed = 4 << 20;

    private const string ContentTypes = "[Content_Types].xml";

    /// <summary>What a file is wrapped in, by its first bytes: RFC 1952 §2.3.1; PKWARE APPNOTE §4.3.7.</summary>
    public static Compression Of(ReadOnlySpan<byte> head) => head switch
    {
        [0x1F, 0x8B, ..] => Compression.Gzip,
        [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] => Compression.Zip,
        _ => Compression.None,
    };

    /// <summary>The content of a staged file; reading it fails once it grows past the bound.</summary>
    /// <exception cref="RejectedContentException">A zip of other than one file, or of a file whose name is a path.</exception>
    public static (Stream Content, string Name) Open(string path, string name, Compression compression, int maximumExpansion)
    {
        var file = File.OpenRead(path);
        try
        {
            long allowed = AlwaysAllowed + file.Length * maximumExpansion;
            if (compression == Compression.Gzip)
            {
                uint length = LengthInTrailer(file);
                return (new BoundedStream(new GZipStream(file, CompressionMode.Decompress), allowed, length, isWhole: () =>
                    GzipMembers.EndWhole(path)),
                    FileNames.Unwrapped(name));
            }

            var archive = new ZipArchive(file, ZipArchiveMode.Read);
            var members = archive.Entries.Where(e => (e.Name.Length > 0 || e.Length > 0) && !IsLeftBySystem(e)).ToList();
            if (archive.Entries.Any(e => e.FullName == ContentTypes))
                throw new RejectedContentException(RejectionKind.Unsupported, "datasets.spreadsheet",
                    "This is a spreadsheet or document. Give a workbook the ending .xlsx, or save the sheet as CSV (UTF-8) and send that.");
            if (members is not [var member])
                throw new RejectedContentException(RejectionKind.Malformed, "datasets.zip-members",
                    $"The zip holds {members.Count} files; send one file a zip.");
            return (new BoundedStream(member.Open(), allowed, (uint)member.Length, archive), FileNames.CheckMember(member.FullName));
        }
        catch (InvalidDataException)
        {
            file.Dispose();
            throw Broken();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether a zip is a document of ECMA-376, such as a workbook.</summary>
    public static bool IsWorkbook(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            return archive.GetEntry(ContentTypes) is not null && archive.GetEntry("xl/workbook.xml") is not null;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Holds the parts of a workbook against the bound, by their bytes and not by what they claim.</summary>
    /// <exception cref="RejectedContentException">It grows too far, is damaged, or is no workbook.</exception>
    public static void CheckWorkbook(string path, int maximumExpansion)
    {
        if (!IsWorkbook(path))
            throw new RejectedContentException(RejectionKind.Malformed, "datasets.not-xlsx",
                "The name says XLSX, the content is no workbook. Save it as .xlsx, or give the file the ending of what it is.");
        long left = AlwaysAllowed + new FileInfo(path).Length * maximumExpansion;
        try
        {
            using var archive = ZipFile.OpenRead(path);
            foreach (var entry in archive.Entries)
            {
                using var part = new BoundedStream(entry.Open(), left, (uint)entry.Length);
                byte[] buffer = new byte[1 << 16];
                while (part.Read(buffer, 0, buffer.Length) is > 0 and var read) left -= read;
            }
        }
        catch (InvalidDataException)
        {
            throw Broken();
        }
    }

    /// <summary>What macOS and Windows put beside people's files: resource forks, folder views, thumbnails.</summary>
    private static bool IsLeftBySystem(ZipArchiveEntry entry) =>
        entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal) || entry.Name.StartsWith("._", StringComparison.Ordinal)
        || entry.Name is ".DS_Store" or "Thumbs.db" or "desktop.ini";

    /// <summary>ISIZE, the content's length modulo 2³² (RFC 1952 §2.3.1): the
    /// decompressor takes a file that was cut off for one that ended.</summary>
    private static uint LengthInTrailer(FileStream file)
    {
        const int TrailerBytes = 4;
        if (file.Length < TrailerBytes) throw Broken();
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        file.Seek(-TrailerBytes, SeekOrigin.End);
        file.ReadExactly(trailer);
        file.Seek(0, SeekOrigin.Begin);
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }

    private static RejectedContentException Broken() =>
        new(RejectionKind.Malformed, "datasets.broken-compression",
            "The compressed file is damaged or cut off. Compress it again and send it.");

    /// <summary>Reads on until the bound, and knows how long the whole should be (modulo 2³²).</summary>
    private sealed class BoundedStream(Stream inner, long allowed, uint length, IDisposable? owner = null, Func<bool>? isWhole = null) : Stream
    {
        private long read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return Count(await inner.ReadAsync(buffer, cancellationToken), buffer.Length > 0);
            }
            catch (InvalidDataException)
            {
                throw Broken();
            }
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            try
            {
                return Count(inner.Read(buffer, offset, count), count > 0);
            }
            catch (InvalidDataException)
            {
                throw Broken();
            }
        }

        private int Count(int taken, bool asked)
        {
            if (taken == 0 && asked && (uint)read != length && isWhole?.Invoke() != true) throw Broken();
            read += taken;
            return read <= allowed ? taken
                : throw new RejectedContentException(RejectionKind.TooLarge, "datasets.decompression-bomb",
                    $"The file grows past {allowed} bytes when it is decompressed, more than any table would. Send it uncompressed.");
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            owner?.Dispose();
            base.Dispose(disposing);
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
