using System.Text.Json;
using Kolosal.Client.Generation;

// Writes the client of an OpenAPI document: DOCUMENT FOLDER. The same document gives the same text.
if (args is not [string document, string folder])
{
    Console.Error.WriteLine("Need an OpenAPI document and the folder to write to.");
    return 2;
}

using var read = JsonDocument.Parse(File.ReadAllText(document));
var schemas = new SchemaSet(read.RootElement);
Directory.CreateDirectory(folder);
File.WriteAllText(Path.Combine(folder, "Operations.cs"), new OperationWriter(schemas).Write(read.RootElement.GetProperty("paths")));
File.WriteAllText(Path.Combine(folder, "Documents.cs"), new DocumentWriter(schemas).Write());
return 0;
