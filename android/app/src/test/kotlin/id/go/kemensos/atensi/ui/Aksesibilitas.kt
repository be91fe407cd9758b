package id.go.kemensos.atensi.ui

import android.app.Application
import android.view.View
import android.view.accessibility.AccessibilityManager
import android.view.accessibility.AccessibilityNodeInfo
import androidx.compose.ui.platform.ViewRootForTest
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.test.junit4.ComposeTestRule
import androidx.compose.ui.test.onRoot
import androidx.test.core.app.ApplicationProvider
import com.google.android.apps.common.testing.accessibility.framework.AccessibilityCheckPreset
import com.google.android.apps.common.testing.accessibility.framework.AccessibilityCheckResult.AccessibilityCheckResultType
import com.google.android.apps.common.testing.accessibility.framework.uielement.AccessibilityHierarchyAndroid
import org.robolectric.Shadows.shadowOf
import org.robolectric.util.ReflectionHelpers

/**
 * Google's accessibility checks over what a screen reader is given: the page's nodes as the platform sees them. Compose makes them up
 * one by one, so the tree is put together here. Some checks ask for real pixels and cannot run; those that can must find no error.
 */
fun ComposeTestRule.periksaAksesibilitas() {
    val app = ApplicationProvider.getApplicationContext<Application>()
    shadowOf(app.getSystemService(AccessibilityManager::class.java)).run {
        setEnabled(true)
        setTouchExplorationEnabled(true)
    }
    waitForIdle()
    val root = onRoot(useUnmergedTree = true).fetchSemanticsNode()
    val provider = (root.root as ViewRootForTest).view.accessibilityNodeProvider
    fun build(node: SemanticsNode, id: Int): AccessibilityNodeInfo? {
        val info = provider.createAccessibilityNodeInfo(id) ?: return null
        // Robolectric keeps empty stand-ins for children of this kind.
        ReflectionHelpers.setField(shadowOf(info), "children", null)
        node.children.forEach { child -> build(child, child.id)?.let(shadowOf(info)::addChild) }
        return info
    }
    val page = AccessibilityHierarchyAndroid.newBuilder(checkNotNull(build(root, View.NO_ID)), app).build()
    check(page.activeWindow.allViews.size > 3) { "the page has no nodes" }
    val errors = AccessibilityCheckPreset.getAccessibilityHierarchyChecksForPreset(AccessibilityCheckPreset.LATEST)
        .flatMap { runCatching { it.runCheckOnHierarchy(page) }.getOrDefault(emptyList()) }
        .filter { it.type == AccessibilityCheckResultType.ERROR }
    check(errors.isEmpty()) { errors.joinToString { "${it.sourceCheckClass.simpleName} ${it.element?.boundsInScreen}" } }
}
