package id.go.kemensos.atensi.ui

import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasScrollToNodeAction
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.ComposeTestRule
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performSemanticsAction
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement

const val PIN = "493827"

/** The core may take its time; nothing here sleeps. */
const val LAMA = 60_000L

val galat = SemanticsMatcher.expectValue(SemanticsProperties.LiveRegion, androidx.compose.ui.semantics.LiveRegionMode.Assertive)

fun ComposeTestRule.ada(teks: String): Boolean = onAllNodes(hasText(teks, substring = true)).fetchSemanticsNodes().isNotEmpty()

fun ComposeTestRule.tunggu(teks: String) = waitUntil("\"$teks\" shows", LAMA) { ada(teks) }

/** Scrolls a long list until it is there. */
fun ComposeTestRule.geser(teks: String) {
    onAllNodes(hasScrollToNodeAction()).onFirst().performScrollToNode(hasText(teks, substring = true))
}

/** Presses what can be pressed and says so. */
fun ComposeTestRule.tekan(teks: String) {
    val node = onAllNodes(hasText(teks, substring = true) and hasClickAction() and SemanticsMatcher.keyIsDefined(SemanticsActions.OnClick)).onFirst()
    runCatching { node.performScrollTo() }
    node.performClick()
    waitForIdle()
}

/** Types into the box of that label. */
fun ComposeTestRule.ketik(label: String, teks: String, ganti: Boolean = false) {
    val node = onAllNodes(hasText(label, substring = true) and hasSetTextAction()).onFirst()
    runCatching { node.performScrollTo() }
    if (ganti) node.performTextReplacement(teks) else node.performTextInput(teks)
    waitForIdle()
}

/** A page that is longer than the window, screen by screen, but not more than [sebanyak]: [lihat] is given "", "-2", "-3" and so on. */
fun ComposeTestRule.lembar(sebanyak: Int = LEMBAR, lihat: (String) -> Unit) {
    for (n in 1..sebanyak) {
        waitForIdle()
        lihat(if (n == 1) "" else "-$n")
        val gulir = onAllNodes(SemanticsMatcher.keyIsDefined(SemanticsProperties.VerticalScrollAxisRange))
        val node = gulir.fetchSemanticsNodes().firstOrNull() ?: return
        val jangkauan = node.config[SemanticsProperties.VerticalScrollAxisRange]
        if (jangkauan.value() >= jangkauan.maxValue() - 1) return
        gulir.onFirst().performSemanticsAction(SemanticsActions.ScrollBy) { it(0f, node.size.height * 0.9f) }
    }
}

private const val LEMBAR = 6

/** From a new phone to the day's page. */
fun ComposeTestRule.aktifkan() {
    tunggu("Kode aktivasi")
    ketik("Alamat server", Peladen.url)
    ketik("Kode aktivasi", Peladen.kode())
    ketik("Buat PIN", PIN)
    ketik("Ketik PIN sekali lagi", PIN)
    tekan("Aktifkan")
    tunggu(Peladen.nama)
}
