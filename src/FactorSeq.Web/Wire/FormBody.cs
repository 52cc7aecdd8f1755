using FactorSeq.Web.Errors;
using FactorSeq.Web.Lab;
using Microsoft.AspNetCore.Http.Features;

namespace FactorSeq.Web.Wire;

/// <summary>A body as a browser's form sends it.</summary>
internal static class FormBody
{
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>Of one value, where its reader says nothing else.</summary>
    internal const int UsualCharacters = 64 * 1024;

    internal const int MostValues = 100;

    /// <summary>Reads the form; null where the body is none, and nothing was answered yet.</summary>
    /// <param name="mostCharacters">Of one value.</param>
    internal static async ValueTask<IFormCollection?> Find(HttpRequest request, int mostCharacters = UsualCharacters)
    {
        if (request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        try
        {
            var form = await request.ReadFormAsync(new FormOptions { ValueCountLimit = MostValues, KeyLengthLimit = 1024, ValueLengthLimit = mostCharacters });
            request.HttpContext.Features.Get<JournalEntry>()?.Take(form);
            return form;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Reads the form; null after E0000021 was answered.</summary>
    internal static async ValueTask<IFormCollection?> Read(HttpContext context)
    {
        if (await Find(context.Request) is { } form)
        {
            return form;
        }

        await ErrorCodes.BadContentType.Because().Write(context);
        return null;
    }
}
